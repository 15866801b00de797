package org.neurochains.weights;

import java.util.List;
import org.neurochains.InputException;

/**
 * A network trained on ImageNet whose weights torchvision publishes: its first version, IMAGENET1K_V1, which the paper
 * uses.
 *
 * @param name the architecture
 * @param file the file's name; before the ending stand the first eight digits of its SHA-256
 * @param mebibytes its size
 * @param top1 share of ImageNet's validation images that it classifies rightly, in per cent, as published
 */
public record PublishedModel(String name, String file, double mebibytes, double top1) {
    /** Where torchvision's files lie. */
    public static final String ADDRESS = "https://download.pytorch.org/models/";

    private static final List<PublishedModel> ALL = List.of(
            new PublishedModel("vgg11", "vgg11-8a719046.pth", 506.8, 69.0),
            new PublishedModel("vgg13", "vgg13-19584684.pth", 507.5, 69.9),
            new PublishedModel("vgg16", "vgg16-397923af.pth", 527.8, 71.6),
            new PublishedModel("vgg19", "vgg19-dcbb9e9d.pth", 548.1, 72.4),
            new PublishedModel("vgg11_bn", "vgg11_bn-6002323d.pth", 506.9, 70.4),
            new PublishedModel("vgg13_bn", "vgg13_bn-abd245e5.pth", 507.6, 71.6),
            new PublishedModel("vgg16_bn", "vgg16_bn-6c64b313.pth", 527.9, 73.4),
            new PublishedModel("vgg19_bn", "vgg19_bn-c79401a0.pth", 548.1, 74.2),
            new PublishedModel("resnet18", "resnet18-f37072fd.pth", 44.7, 69.8),
            new PublishedModel("resnet34", "resnet34-b627a593.pth", 83.3, 73.3),
            new PublishedModel("resnet50", "resnet50-0676ba61.pth", 97.8, 76.1),
            new PublishedModel("resnet101", "resnet101-63fe2227.pth", 170.5, 77.4),
            new PublishedModel("resnet152", "resnet152-394f9c45.pth", 230.4, 78.3));

    /** All of them. */
    public static List<PublishedModel> all() {
        return ALL;
    }

    /**
     * The model of a name.
     *
     * @throws InputException if there is none
     */
    public static PublishedModel of(String name) {
        return ALL.stream()
                .filter(model -> model.name.equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        "models get " + name,
                        "no such model",
                        "give one of "
                                + String.join(
                                        ", ",
                                        ALL.stream().map(PublishedModel::name).toList())));
    }

    /** The first digits of the file's SHA-256, from its name. */
    String digest() {
        return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
    }
}
