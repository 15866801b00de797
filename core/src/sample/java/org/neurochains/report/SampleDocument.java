package org.neurochains.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.evidence.Misclassification;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.network.UnitKind;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.tensor.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An invented chain of a residual network with evidence of every kind, drawn from a seed. Its numbers mean nothing; its
 * shape is that of real ones.
 */
public final class SampleDocument {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Size size;
    private final List<String> classes;
    private final Random random;
    private final ObjectNode chain = MAPPER.createObjectNode();
    private final List<LayerPlace> topology = new ArrayList<>();
    private final Map<String, List<String>> retained = new LinkedHashMap<>();
    private final List<Picture> photographs = new ArrayList<>();
    private final List<Picture> small = new ArrayList<>();

    /**
     * How large a document is.
     *
     * @param blocks residual blocks; every fourth is bypassed
     * @param filters retained filters in all
     * @param edges edges in all, over the classes
     * @param images images of the region
     */
    public record Size(int blocks, int filters, int edges, int images) {}

    private SampleDocument(Size size, List<String> classes) {
        this.size = size;
        this.classes = classes;
        this.random = new Random(7);
    }

    /** Starts a document on a chain.json. */
    public static ReportDocumentBuilder of(JsonNode chain) {
        return ReportDocument.of(JsonMapper.shared().treeToValue(chain, ChainRecord.class));
    }

    /** chain.json alone. */
    public static ObjectNode chain(Size size, List<String> classes) {
        return new SampleDocument(size, classes).chain();
    }

    /** A document with evidence of every kind. */
    public static ReportDocument whole(Size size, List<String> classes) {
        return new SampleDocument(size, classes).whole();
    }

    private ObjectNode chain() {
        chain.put("schema", "neurochains/chain/1");
        chain.putObject("model")
                .put("file", "resnet20.safetensors")
                .put("sha256", "5f1c")
                .put("architecture", "resnet20")
                .put("filters", 688)
                .put("weights", 268_336);
        layers();
        region();
        chain.putObject("solver")
                .put("name", "shrink")
                .put("maxKl", 0.1)
                .put("augment", 0)
                .put("support", 0);
        edges();
        inferenceChains();
        numbers();
        return chain;
    }

    private void numbers() {
        ArrayNode curve = chain.putArray("curve");
        for (int filters = size.filters() * 2;
                filters >= size.filters() / 2;
                filters -= Math.max(1, size.filters() / 6)) {
            double kl = 0.019 * Math.pow(size.filters() / (double) filters, 3);
            curve.addObject()
                    .put("filters", filters)
                    .put("shortcutChannels", filters / 2)
                    .put("kl", kl)
                    .put("agreement", 1);
        }
        ObjectNode result = chain.putObject("result");
        result.put("kl", 0.019)
                .put("klBeforeFineTune", 0.11)
                .put("agreement", 1)
                .put("probabilityDrop", 0.012);
        result.put("filters", size.filters()).put("totalFilters", 688).put("shortcutChannels", 21);
        result.put("layers", 14).put("totalLayers", 19).put("cutThrough", false);
        result.put("steps", 188).put("fullPasses", 11.4).put("seconds", 6.2).put("reachedGoal", true);
        chain.putObject("provenance")
                .put("version", "0.1.0")
                .put("engine", "libtorch 2.10.0")
                .put("threads", 2)
                .put("seed", 0)
                .put(
                        "command",
                        "neurochains extract --model resnet20.safetensors --images test --classes automobile,horse");
    }

    private void region() {
        ObjectNode region = chain.putObject("region").put("seed", 0);
        classes.forEach(region.putArray("classes")::add);
        ArrayNode images = region.putArray("images");
        for (int i = 0; i < size.images(); i++) {
            String label = label(i);
            boolean wrong = i == size.images() - 1;
            images.addObject()
                    .put("file", label + "/" + String.format("%04d", i) + ".jpg")
                    .put("sha256", "image-" + i)
                    .put("class", label)
                    .put("predicted", wrong ? classes.get(0) : label)
                    .put("probability", 0.95 + 0.0499 * random.nextDouble());
        }
    }

    private String label(int image) {
        return classes.get(image * classes.size() / size.images());
    }

    private void layers() {
        List<String[]> names = new ArrayList<>();
        names.add(new String[] {"stem", "convolution", ""});
        int perStage = Math.max(1, (size.blocks() + 2) / 3);
        for (int i = 0; i < size.blocks(); i++) {
            String block = "L" + (1 + i / perStage) + "B" + (1 + i % perStage);
            names.add(new String[] {block + "C1", "convolution", block});
            names.add(new String[] {block + "C2", "convolution", block});
            names.add(new String[] {block + "SC", i % perStage == 0 && i > 0 ? "projection" : "identity", block});
        }
        long open = names.stream().filter(name -> !bypassed(name[2])).count();
        int left = size.filters();
        ArrayNode layers = chain.putArray("layers");
        String before = ChainGraph.INPUT;
        for (String[] name : names) {
            boolean bypassed = bypassed(name[2]);
            int count = bypassed || open == 0
                    ? 0
                    : Math.min(left, (int) Math.round(left / (double) open * (0.5 + random.nextDouble())));
            open -= bypassed ? 0 : 1;
            count = open == 0 ? left : count;
            left -= count;
            layer(layers, name, bypassed, count);
            topology.add(new LayerPlace(
                    name[0],
                    UnitKind.valueOf(name[1].toUpperCase(java.util.Locale.ROOT)),
                    name[2].isEmpty() ? null : name[2],
                    name[0].endsWith("SC") ? name[2] + "C2" : null,
                    Math.max(64, count),
                    List.of(before)));
            before = name[1].equals("convolution") ? name[0] : before;
        }
        ArrayNode gates = chain.putArray("gates");
        names.stream()
                .map(name -> name[2])
                .filter(block -> !block.isEmpty())
                .distinct()
                .forEach(block -> gates.addObject()
                        .put("name", block)
                        .put("value", bypassed(block) ? 0 : 1)
                        .put("bypassed", bypassed(block)));
    }

    private static boolean bypassed(String block) {
        return block.endsWith("B2");
    }

    private void layer(ArrayNode layers, String[] name, boolean bypassed, int count) {
        ObjectNode layer = layers.addObject();
        layer.put("name", name[0])
                .put("kind", name[1])
                .put("units", Math.max(64, count))
                .put("bypassed", bypassed);
        ArrayNode filters = layer.putArray("filters");
        List<String> kept = new ArrayList<>();
        random.ints(0, Math.max(64, count)).distinct().limit(count).sorted().forEach(index -> {
            ObjectNode filter = filters.addObject();
            filter.put("index", index).put("score", Math.round((1 + 0.45 * random.nextGaussian()) * 1000) / 1000.0);
            if (random.nextInt(15) == 0) {
                filter.put("note", "bias-only: none of its inputs is retained");
            }
            kept.add(name[0] + "." + index);
        });
        retained.put(name[0], kept);
    }

    private void edges() {
        ArrayNode edges = chain.putArray("edges");
        List<String[]> joints = joints();
        int perJoint = size.edges() / joints.size() / classes.size();
        for (String[] joint : joints) {
            List<String> sources = ends(joint[0]);
            List<String> targets = ends(joint[1]);
            int pairs = sources.size() * targets.size();
            int[] chosen = random.ints(0, Math.max(pairs, 1))
                    .distinct()
                    .limit(Math.min(pairs, perJoint))
                    .toArray();
            for (int pair : chosen) {
                String to = targets.get(pair / sources.size());
                classes.stream()
                        .filter(label -> !to.startsWith(ChainGraph.LOGIT) || to.endsWith(label))
                        .forEach(label -> edge(edges, sources.get(pair % sources.size()), to, label));
            }
        }
    }

    private List<String> ends(String layer) {
        if (layer.equals("logits")) {
            return classes.stream().map(label -> ChainGraph.LOGIT + label).toList();
        }
        return layer.equals(ChainGraph.INPUT) ? List.of(layer) : retained.getOrDefault(layer, List.of());
    }

    /**
     * Pairs of layers with an edge between them: a block's input is what the last one that is not bypassed puts out.
     */
    private List<String[]> joints() {
        List<String[]> joints = new ArrayList<>();
        joints.add(new String[] {ChainGraph.INPUT, "stem"});
        List<String> open = List.of("stem");
        for (LayerPlace layer : topology) {
            String block = layer.group() == null ? "" : layer.group();
            if (!layer.name().endsWith("C1") || bypassed(block)) {
                continue;
            }
            for (String source : open) {
                joints.add(new String[] {source, block + "C1"});
                joints.add(new String[] {source, block + "SC"});
            }
            joints.add(new String[] {block + "C1", block + "C2"});
            open = List.of(block + "C2", block + "SC");
        }
        open.forEach(source -> joints.add(new String[] {source, "logits"}));
        return joints;
    }

    private void edge(ArrayNode edges, String from, String to, String label) {
        double weight = Math.pow(random.nextDouble(), 3) * (random.nextInt(4) == 0 ? -1 : 1);
        edges.addObject().put("from", from).put("to", to).put("class", label).put("weight", weight);
    }

    private void inferenceChains() {
        ArrayNode chains = chain.putArray("inferenceChains");
        for (String label : classes) {
            for (int i = 0; i < 3; i++) {
                ObjectNode path = chains.addObject().put("class", label).put("weight", 0.11 / (i + 1));
                ArrayNode filters = path.putArray("filters");
                retained.entrySet().stream()
                        .filter(layer -> !layer.getKey().endsWith("SC"))
                        .map(Map.Entry::getValue)
                        .filter(kept -> !kept.isEmpty())
                        .forEach(kept -> filters.add(kept.get(random.nextInt(kept.size()))));
            }
        }
    }

    private ReportDocument whole() {
        ReportDocumentBuilder builder = of(chain()).topology(topology);
        List<PageImage> images = new ArrayList<>();
        for (int i = 0; i < size.images(); i++) {
            photographs.add(photograph(i, 96));
            small.add(photograph(i, SampleNetwork.SIDE));
            images.add(image(i));
        }
        List<String> names = retained.values().stream().flatMap(List::stream).toList();
        builder.images(images).filters(names.stream().map(this::evidence).toList());
        builder.measures(List.of(new MeasureEntry(
                "fidelity",
                "Fidelity",
                "The chain keeps 98.8 % of the probability.",
                List.of(Chart.of(
                                "Fidelity",
                                Axis.linear("p of the class", Axis.DIMENSIONLESS),
                                Axis.count("images", "1"))
                        .sized(320, 240)
                        .svg()),
                List.of("image", "original", "chain"),
                List.of(List.of("automobile/0000.jpg", "0.998", "0.981"), List.of("horse/0001.jpg", "0.99", "0.97")),
                "holds")));
        List<Misclassification.Balance> balance = retained.keySet().stream()
                .map(name -> new Misclassification.Balance(name, random.nextGaussian() + 0.3, random.nextGaussian()))
                .toList();
        builder.removals(names.stream().map(this::removal).toList())
                .family(family(names))
                .imageEdges(imageEdges());
        try (Scope scope = Scope.open()) {
            builder.live(SampleNetwork.live(chain, topology, classes, small));
        }
        return builder.failures(List.of(
                        new Misclassification(size.images() - 1, classes.get(0), label(size.images() - 1), balance)))
                .build();
    }

    /** Smaller chains, of the filters that come first by their names' hashes; the smallest bypasses a block. */
    private List<FamilyMember> family(List<String> names) {
        List<FamilyMember> family = new ArrayList<>();
        List<String> ranked =
                names.stream().sorted(Comparator.comparing(String::hashCode)).toList();
        for (int i = 0; i < chain.get("curve").size(); i++) {
            int filters = chain.at("/curve/" + i + "/filters").asInt();
            if (filters < size.filters()) {
                float[] scores = new float[names.size()];
                for (int j = 0; j < scores.length; j++) {
                    scores[j] = ranked.indexOf(names.get(j)) < filters ? 1.25f : 0;
                }
                boolean last = i == chain.get("curve").size() - 1;
                family.add(new FamilyMember(i, last ? List.of("L1B1") : List.of(), FamilyMember.halves(scores)));
            }
        }
        return family;
    }

    /** On every image half of the edges are there, at a strength of their own. */
    private List<ImageEdges> imageEdges() {
        ChainRecord record = JsonMapper.shared().treeToValue(chain, ChainRecord.class);
        List<ImageEdges> all = new ArrayList<>();
        for (int i = 0; i < size.images(); i++) {
            Random own = new Random(i);
            Map<String, Map<String, Double>> weights = new HashMap<>();
            record.edges().stream()
                    .filter(edge -> own.nextBoolean())
                    .forEach(edge -> weights.computeIfAbsent(edge.from(), from -> new HashMap<>())
                            .put(edge.to(), edge.weight() * own.nextDouble()));
            String predicted = record.region().images().get(i).predicted();
            all.add(ImageEdges.of(i, record.edges(), predicted, weights));
        }
        return all;
    }

    /** An image without evidence. */
    static PageImage plainImage(String file, String label, @Nullable Picture thumbnail) {
        return new PageImage(file, label, thumbnail, List.of(), List.of(), List.of(), List.of());
    }

    private PageImage image(int i) {
        String label = label(i);
        String other = classes.get((classes.indexOf(label) + 1) % classes.size());
        List<PageImage.Maps> smoe = retained.keySet().stream()
                .filter(name -> !name.endsWith("SC"))
                .map(name -> new PageImage.Maps(name, map(16, false), map(16, false)))
                .toList();
        List<PageImage.Maps> saliency = List.of(
                new PageImage.Maps("Combine All", map(32, false), map(32, false)),
                new PageImage.Maps("Score-CAM, probability weights", map(32, false), map(32, false)),
                new PageImage.Maps("RAP", map(32, true), map(32, true)));
        return new PageImage(
                label + "/" + String.format("%04d", i) + ".jpg",
                label,
                photographs.get(i),
                List.of(new PageImage.Answer(label, 0.97), new PageImage.Answer(other, 0.02)),
                List.of(new PageImage.Answer(label, 0.93), new PageImage.Answer(other, 0.05)),
                smoe,
                saliency);
    }

    private Removal removal(String name) {
        int each = size.images() / classes.size();
        List<Removal.ClassOutcome> outcomes = classes.stream()
                .map(label -> new Removal.ClassOutcome(
                        label,
                        each,
                        name.hashCode() % 3 == 0 && label.equals(classes.get(0))
                                ? Map.of(classes.get(classes.size() - 1), each)
                                : Map.of()))
                .toList();
        return new Removal(name, outcomes);
    }

    private FilterEvidence evidence(String name) {
        double share = random.nextDouble() * random.nextDouble() * 0.4;
        Map<String, Double> shares = new LinkedHashMap<>();
        classes.forEach(label -> shares.put(label, share * random.nextDouble()));
        List<FilterEvidence.TopImage> tops = new ArrayList<>();
        for (int i = 0; i < 4 && !photographs.isEmpty(); i++) {
            int image = random.nextInt(photographs.size());
            tops.add(new FilterEvidence.TopImage(
                    label(image) + "/" + image + ".jpg",
                    label(image),
                    texture(32),
                    photographs.get(image),
                    new FilterEvidence.Box(0.2, 0.3, 0.4, 0.4),
                    map(8, false),
                    5 - i * 0.7));
        }
        List<FilterEvidence.FeatureMap> maps = List.of(
                new FilterEvidence.FeatureMap(0, map(16, false), map(16, false)),
                new FilterEvidence.FeatureMap(size.images() - 1, map(16, false), map(16, false)));
        return new FilterEvidence(
                name,
                List.of(
                        new FilterEvidence.MadePicture("Fourier", texture(64), 18.2),
                        new FilterEvidence.MadePicture("norm-constrained", texture(64), 21.7)),
                tops,
                maps,
                shares,
                0.93,
                random.nextInt(20) == 0);
    }

    /** A smooth blob, or one of either sign. */
    private HeatMap map(int side, boolean signed) {
        double[] values = new double[side * side];
        double x = random.nextDouble() * side;
        double y = random.nextDouble() * side;
        for (int i = 0; i < values.length; i++) {
            double distance = Math.hypot(i % side - x, Math.floorDiv(i, side) - y) / side;
            values[i] = (float) (Math.exp(-8 * distance * distance)
                    - (signed ? Math.exp(-20 * (distance - 0.5) * (distance - 0.5)) : 0));
        }
        return HeatMap.of(new SaliencyMap(side, side, values), side);
    }

    /** Stripes of a random direction, wave length and colour, as filters of early layers like them. */
    private Picture texture(int side) {
        double angle = random.nextDouble() * Math.PI;
        double wave = 0.15 + random.nextDouble() * 0.6;
        float hue = random.nextFloat();
        return picture(side, (x, y) -> {
            double phase = (x * Math.cos(angle) + y * Math.sin(angle)) * wave * 64 / side + 2 * Math.sin(y * 0.15);
            return java.awt.Color.HSBtoRGB(
                    hue + (float) Math.sin(phase) * 0.09f, 0.55f, (float) (0.55 + 0.35 * Math.sin(phase)));
        });
    }

    /** A horizon with a shape before it. */
    private Picture photograph(int i, int side) {
        float hue = (float) (i * 0.37 % 1);
        return picture(side, (column, row) -> {
            int x = column * 96 / side;
            int y = row * 96 / side;
            boolean shape = i % 2 == 0
                    ? Math.abs(x - 48) < 26 && Math.abs(y - 54) < 14
                    : Math.hypot(x - 48, (y - 50) * 0.8) < 20;
            float light = y < 40 ? 0.85f - y * 0.004f : 0.55f - (y - 40) * 0.003f;
            return shape
                    ? java.awt.Color.HSBtoRGB(hue, 0.7f, 0.55f + x * 0.003f)
                    : java.awt.Color.HSBtoRGB(y < 40 ? 0.56f : 0.27f, 0.25f, light);
        });
    }

    private interface Paint {
        int at(int x, int y);
    }

    private static Picture picture(int side, Paint paint) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, paint.at(i % side, i / side));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Picture.of("jpeg", bytes.toByteArray());
    }
}
