package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.neurochains.InputException;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.ActivationMaximisation;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.Rap;
import org.neurochains.evidence.ScoreCam;
import org.neurochains.evidence.ScoreCamVariant;
import org.neurochains.evidence.Smoe;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.image.OpenModel;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxRuntime;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Takes ONNX files through everything: run as ONNX Runtime does, cut as masked, written and read again, every kind of
 * evidence. One line a file; differences are relative to the largest logit.
 *
 * <p>Arguments: files. Those that are refused show why.
 */
final class OnnxCheck {
    private final OpenModel model;
    private final Network network;
    private final Tensor images;

    private OnnxCheck(OpenModel model) {
        this.model = model;
        this.network = model.model().network();
        Random random = new Random(1);
        float[] values = new float[2 * (int) network.inputShape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        this.images = Tensor.of(
                values,
                2,
                network.inputShape().channels(),
                network.inputShape().height(),
                network.inputShape().width());
    }

    public static void main(String[] args) throws IOException {
        for (String file : args) {
            Path path = Path.of(file);
            System.out.println(path.getFileName() + ": " + check(path));
        }
    }

    private static String check(Path file) throws IOException {
        try (NeuroChains nc = open(file)) {
            return new OnnxCheck(nc.model()).report();
        } catch (InputException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static NeuroChains open(Path file) {
        return NeuroChains.model(file).threads(Integer.getInteger("threads", 2)).open();
    }

    private String report() throws IOException {
        Tensor logits = Executor.of(network).logits(images, Scoring.NONE);
        StringBuilder line = new StringBuilder();
        line.append(network.units().size()).append(" units, ");
        line.append(network.groups().size()).append(" gates");
        if (OnnxRuntime.isPresent()) {
            float[] expected = OnnxRuntime.run(model.model().file(), images);
            double plain = apart(logits.toFloats(), expected);
            double softmax = apart(Functional.softmax(logits, 1).toFloats(), expected);
            line.append(text(", ONNX Runtime %.1e", Math.min(plain, softmax)));
        }
        cut(line);
        evidence(line, logits.narrow(0, 0, 1).argmax(1)[0]);
        return line.toString();
    }

    private static double apart(float[] found, float[] expected) {
        double most = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(found[i] - expected[i]));
        }
        return apart / most;
    }

    /** The first of some random thirds that is not cut through, half of the groups' gates closed. */
    private Subnetwork subnetwork() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Map<String, float[]> scores = new HashMap<>();
            for (UnitLayer unit : network.units()) {
                float[] values = new float[unit.channels()];
                IntStream.range(0, values.length)
                        .filter(i -> random.nextInt(3) > 0)
                        .forEach(i -> values[i] = .5f + random.nextFloat());
                scores.put(unit.name(), values);
            }
            Set<String> bypassed = new TreeSet<>();
            network.groups().stream().filter(g -> random.nextBoolean()).forEach(g -> bypassed.add(g.name()));
            Flow flow = Flow.of(network, new Subnetwork(Scores.of(scores), bypassed).retention());
            if (!flow.cutThrough()) {
                return new Subnetwork(Scores.of(connected(scores, flow.connected())), bypassed);
            }
        }
        throw new IllegalStateException("every choice cuts the network through");
    }

    /** The scores of channels that matter, as every chain has: a depthwise filter without its channel does not. */
    private static Map<String, float[]> connected(Map<String, float[]> scores, Retention kept) {
        Map<String, float[]> left = new HashMap<>();
        scores.forEach((unit, values) -> {
            float[] some = new float[values.length];
            for (int channel : kept.of(unit).toArray()) {
                some[channel] = values[channel];
            }
            left.put(unit, some);
        });
        return left;
    }

    private void cut(StringBuilder line) throws IOException {
        Subnetwork subnetwork = subnetwork();
        Network cut = Cut.of(network, subnetwork.retention());
        float[] masked =
                Executor.of(network).logits(images, subnetwork.scoring()).toFloats();
        float[] alone = Executor.of(cut)
                .logits(images, subnetwork.scores().scoring(Set.of()))
                .toFloats();
        Path written = Files.createTempFile("chain", ".onnx");
        OnnxWriter.write(written, cut, subnetwork.scores().byUnit(), OnnxOptions.plain());
        Model again = ModelReader.read(written, ModelOptions.NONE);
        float[] reread =
                Executor.of(again.network()).logits(images, Scoring.NONE).toFloats();
        line.append(text(", cut %.1e, out and in %.1e", apart(alone, masked), apart(reread, masked)));
        if (OnnxRuntime.isPresent()) {
            line.append(text(" (%.1e)", apart(OnnxRuntime.run(written, images), masked)));
        }
        Files.delete(written);
    }

    private void evidence(StringBuilder line, int label) {
        Tensor image = images.narrow(0, 0, 1);
        int maps = Smoe.of(network, Scoring.NONE, image, SmoeOptions.defaults(), Progress.NONE)
                .get(0)
                .scales()
                .size();
        ScoreCam.Result cam = ScoreCam.of(network, Scoring.NONE, image, label, ScoreCamVariant.CODE, Progress.NONE);
        Rap.Result rap = Rap.of(network, Scoring.NONE, image, label, Progress.NONE);
        UnitLayer last = network.units().get(network.units().size() - 1);
        List<Filter> filters = List.of(new Filter(network.units().get(0).name(), 0), new Filter(last.name(), 0));
        StringBuilder reached = new StringBuilder();
        for (VisualisationOptions.Form form : VisualisationOptions.Form.values()) {
            VisualisationOptions options =
                    VisualisationOptions.defaults(network, form).withSteps(8);
            new ActivationMaximisation(network, model.preprocessing(), options)
                    .run(filters, some -> {}, Progress.NONE)
                    .forEach(v -> reached.append(text(" %.2f%s", v.activation(), v.flat() ? " (flat)" : "")));
        }
        line.append(text(
                ", %d scales, Score-CAM of %s%s, RAP kept to %.1e, visualised%s",
                maps, cam.layer(), cam.constant() ? " (constant)" : "", rap.drift(), reached));
    }
}
