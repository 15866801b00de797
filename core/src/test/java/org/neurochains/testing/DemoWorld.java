package org.neurochains.testing;

import java.nio.file.Path;

/** The networks and images that come with the program: trained on a drawn world whose parts are known. */
public final class DemoWorld {
    private static final Path FOLDER = Shared.root().resolve("demo-data");

    private DemoWorld() {}

    /** The folder. */
    public static Path folder() {
        return FOLDER;
    }

    /** A ResNet of bottlenecks in torchvision's layout, 12 classes, images of 64x64. */
    public static Path resnet() {
        return FOLDER.resolve("models/bestiary-resnet.safetensors");
    }

    /** A VGG in torchvision's layout, without batch norm, 12 classes, images of 64x64. */
    public static Path vgg() {
        return FOLDER.resolve("models/bestiary-vgg.safetensors");
    }

    /** 25 images of each class, not trained on. */
    public static Path images() {
        return FOLDER.resolve("images");
    }

    /** What is known of the images' parts. */
    public static Path parts() {
        return FOLDER.resolve("parts");
    }
}
