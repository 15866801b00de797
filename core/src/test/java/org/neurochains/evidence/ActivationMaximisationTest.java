package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.neurochains.evidence.Golden.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Rgb;
import org.neurochains.network.Executor;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.ImageNetInput;

@Tag("slow")
class ActivationMaximisationTest {
    private static final Preprocessing PLAIN =
            new Preprocessing(new Preprocessing.Exact(8, 8), new Rgb(0, 0, 0), new Rgb(1, 1, 1));

    /** Filters 2 red - blue, 0 everywhere, and green - 1 of 8x8 images; then one filter behind the ReLU. */
    private static Network colours(int... order) {
        float[][] rows = {{2, 0, -1}, {0, 0, 0}, {0, 1, 0}};
        float[] biases = {0, 0, -1};
        float[] weights = new float[9];
        float[] bias = new float[3];
        float[] after = new float[3];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(rows[order[i]], 0, weights, 3 * i, 3);
            bias[i] = biases[order[i]];
            after[i] = order[i] + 1;
        }
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 8, 8));
        Op.Conv first = new Op.Conv(Tensor.of(weights, 3, 3, 1, 1), Tensor.of(bias, 3), Op.Geometry.of(1, 1, 0));
        int relu = graph.add("a.relu", new Op.Relu(), graph.add("a", first, 0));
        int b = graph.add("b", SmallNetworks.point(after, 1, 3), relu);
        SmallNetworks.head(graph, graph.add("b.relu", new Op.Relu(), b), new float[] {1, -1}, 2);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    private static List<Visualisation> run(Network network, VisualisationOptions options, String... filters) {
        return new ActivationMaximisation(network, PLAIN, options)
                .run(List.of(filters).stream().map(Filter::parse).toList(), some -> {}, Progress.NONE);
    }

    @Test
    void aLinearFilterOnTheSphere() {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            VisualisationOptions options = VisualisationOptions.defaults(network, Form.NORM_CONSTRAINED);

            Visualisation found = run(network, options.withNorm(16), "a.0").get(0);

            // on the sphere of radius 16 over 64 places: 16 |w| / 8
            assertThat(found.activation()).isCloseTo(2 * Math.sqrt(5), offset(1e-3));
            assertThat(found.flat()).isFalse();
            assertThat(found.picture().value(3, 3, 0)).isGreaterThan(250);
            assertThat(found.picture().value(3, 3, 2)).isLessThan(5);
        }
    }

    @Test
    void colourOfTheFourierForm() {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            VisualisationOptions options =
                    VisualisationOptions.defaults(network, Form.FOURIER).withSteps(200);

            Visualisation found = run(network, options, "a.0").get(0);

            // at photographs' contrast: 2 logistic(1.7) - logistic(-.86) at most
            assertThat(found.activation()).isGreaterThan(1.1).isLessThan(1.4);
            assertThat(found.picture().value(3, 3, 0))
                    .isGreaterThan(found.picture().value(3, 3, 2) + 50);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatNothingMovesIsSaidToBeFlat(Form form) {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            VisualisationOptions options =
                    VisualisationOptions.defaults(network, form).withSteps(3);

            List<Visualisation> found = run(network, options, "a.1", "a.0");

            assertThat(found).extracting(Visualisation::flat).containsExactly(true, false);
            assertThat(found.get(0).activation()).isZero();
            assertThat(found.get(0).picture().value(0, 0, 0)).isEqualTo(128);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfFiltersChangesNothing(Form form) {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            Network permuted = colours(2, 0, 1);
            VisualisationOptions options =
                    VisualisationOptions.defaults(network, form).withSteps(20);

            List<Visualisation> found = run(network, options, "a.0", "a.2", "b.0");
            List<Visualisation> other = run(permuted, options, "b.0", "a.1", "a.0");

            for (int[] pair : new int[][] {{0, 1}, {1, 2}, {2, 0}}) {
                assertThat(other.get(pair[1]).activation())
                        .isCloseTo(found.get(pair[0]).activation(), offset(1e-4));
                assertThat(other.get(pair[1]).picture())
                        .isEqualTo(found.get(pair[0]).picture());
            }
        }
    }

    @Test
    void whatWasFinishedIsHandedOnBeforeACancellation() {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            VisualisationOptions options = VisualisationOptions.defaults(network, Form.FOURIER)
                    .withSide(256)
                    .withSteps(2);
            List<Visualisation> finished = new ArrayList<>();
            Progress untilTheFirst = new Progress() {
                @Override
                public void report(String stage, long done, long total, String detail) {}

                @Override
                public boolean cancelled() {
                    return !finished.isEmpty();
                }
            };
            ActivationMaximisation maximisation = new ActivationMaximisation(network, PLAIN, options);
            List<Filter> filters = List.of(Filter.parse("a.0"), Filter.parse("a.2"), Filter.parse("b.0"));

            assertThatThrownBy(() -> maximisation.run(filters, finished::addAll, untilTheFirst))
                    .isInstanceOf(CancellationException.class);
            assertThat(finished).isNotEmpty().hasSizeLessThan(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"nowhere.1, no layer nowhere", "a.3, give 0 to 2"})
    void filtersThatAreNotThere(String filter, String message) {
        try (Scope scope = Scope.open()) {
            Network network = colours(0, 1, 2);
            VisualisationOptions options = VisualisationOptions.defaults(network, Form.FOURIER);

            assertThatThrownBy(() -> run(network, options, filter))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void namesOfFilters() {
        assertThat(Filter.parse("features.0.277")).isEqualTo(new Filter("features.0", 277));
        assertThat(new Filter("L28", 3)).hasToString("L28.3");
        assertThatThrownBy(() -> Filter.parse("L28")).isInstanceOf(InputException.class);
    }

    @Test
    void storedPicturesHaveTheStoredActivation() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("activation_max/inputs");
            Network network = Golden.resnet20();
            Executor executor = Executor.of(network);
            String[] filters = {"L1B2C1.3", "L2B2C2.10", "L3B3C2.40"};
            double[][] expected = {{.7830, 1.4910, 1.3784}, {-.2919, .6544, .4147}, {3.2393, 29.7861, 22.9188}};
            for (int f = 0; f < filters.length; f++) {
                Filter filter = Filter.parse(filters[f]);
                String[] kinds = {"natural", "erhan", "lucid"};
                for (int k = 0; k < kinds.length; k++) {
                    Tensor image = value(golden, filters[f] + "/" + kinds[k]).reshape(1, 3, 32, 32);
                    Tensor maps = executor.evaluate(
                                    Map.of(0, image), List.of(filter.in(network).node()), Scoring.NONE)
                            .get(0);
                    double found = maps.select(1, filter.channel()).mean().item();
                    assertThat(found).isCloseTo(expected[f][k], offset(1e-4 * Math.abs(expected[f][k]) + 5e-5));
                }
            }
        }
    }

    @Test
    void aFilterThatSeesLittleGetsAPictureOfWhatItSees() {
        try (Scope scope = Scope.open()) {
            Network network = Golden.resnet20();
            VisualisationOptions options =
                    VisualisationOptions.defaults(network, Form.FOURIER).withSteps(1);

            List<Visualisation> found = new ActivationMaximisation(network, ImageNetInput.square(32), options)
                    .run(
                            List.of(Filter.parse("L1B2C1.3"), Filter.parse("stem.2"), Filter.parse("L3B3C2.40")),
                            some -> {},
                            Progress.NONE);

            // the stem sees 3 rows, each of the three layers behind it 2 more
            assertThat(found).extracting(v -> v.picture().width()).containsExactly(9, 8, 32);
        }
    }

    @Test
    void theBestStartIsNoWorseThanTheFirst() {
        try (Scope scope = Scope.open()) {
            Network network = Golden.resnet20();
            // a trial as long as the run: the best of three by activation and likeness, or the only one
            VisualisationOptions options = VisualisationOptions.defaults(network, Form.MAGNITUDE_CONSTRAINED)
                    .withSteps(1);
            double[] reached = new double[2];
            for (int i = 0; i < 2; i++) {
                reached[i] = new ActivationMaximisation(
                                network, ImageNetInput.square(32), options.withStarts(i == 0 ? 1 : 20))
                        .run(List.of(Filter.parse("L3B3C2.40")), some -> {}, Progress.NONE)
                        .get(0)
                        .activation();
            }
            assertThat(reached[1]).isGreaterThan(reached[0]);
        }
    }

    /** Of a filter that is the more excited the more colours there are, in as many steps as one likes. */
    @Test
    void contrastGrowsNoFurtherThanThatOfPhotographs() {
        try (Scope scope = Scope.open()) {
            VisualisationOptions options = VisualisationOptions.defaults(Golden.resnet20(), Form.FOURIER)
                    .withSteps(300)
                    .withRate(.4);

            Pixels picture = new ActivationMaximisation(Golden.resnet20(), ImageNetInput.square(32), options)
                    .run(List.of(Filter.parse("L3B3C2.40")), some -> {}, Progress.NONE)
                    .get(0)
                    .picture();

            double[] values = new double[3 * 32 * 32];
            for (int i = 0; i < values.length; i++) {
                values[i] = picture.value(i / 3 % 32, i / 96, i % 3) / 255.;
            }
            assertThat(StatUtils.variance(values)).isBetween(.2 * .2, .25 * .25);
            assertThat(Arrays.stream(values).filter(v -> v < .01 || v > .99)).hasSizeLessThan(30);
        }
    }

    @Test
    void magnitudesStayThoseAskedFor() {
        try (Scope scope = Scope.open()) {
            Network network = Golden.resnet20();
            VisualisationOptions options = VisualisationOptions.defaults(network, Form.MAGNITUDE_CONSTRAINED)
                    .withSide(64);

            Visualisation found = new ActivationMaximisation(network, ImageNetInput.square(32), options)
                    .run(List.of(Filter.parse("L3B3C2.40")), some -> {}, Progress.NONE)
                    .get(0);
            Visualisation free = new ActivationMaximisation(
                            network,
                            ImageNetInput.square(32),
                            VisualisationOptions.defaults(network, Form.FOURIER).withSide(64))
                    .run(List.of(Filter.parse("L3B3C2.40")), some -> {}, Progress.NONE)
                    .get(0);

            NaturalSpectrum usual = NaturalSpectrum.usual();
            double distance = NaturalSpectrum.of(List.of(found.picture())).distance(usual);
            assertThat(distance).isLessThan(.5);
            assertThat(NaturalSpectrum.of(List.of(free.picture())).distance(usual))
                    .isGreaterThan(distance);
        }
    }

    /** The reference's pictures of the Fourier form have any contrast, these no more than photographs. */
    @ParameterizedTest
    @CsvSource({"NORM_CONSTRAINED, .95, 1.4910, .6544, 29.7861", "FOURIER, .85, 1.3784, .4147, 22.9188"})
    void levelsOfTheReferenceInAsManySteps(Form form, double share, double first, double second, double third) {
        try (Scope scope = Scope.open()) {
            Network network = Golden.resnet20();
            VisualisationOptions options = VisualisationOptions.defaults(network, form)
                    .withSteps(256)
                    .withNorm(60.13844680786133)
                    .withFitted(false);

            List<Visualisation> found = new ActivationMaximisation(network, ImageNetInput.square(32), options)
                    .run(
                            List.of(Filter.parse("L1B2C1.3"), Filter.parse("L2B2C2.10"), Filter.parse("L3B3C2.40")),
                            some -> {},
                            Progress.NONE);

            assertThat(found.get(0).activation()).isGreaterThanOrEqualTo(share * first);
            assertThat(found.get(1).activation()).isGreaterThanOrEqualTo(share * second);
            assertThat(found.get(2).activation()).isGreaterThanOrEqualTo(share * third);
        }
    }
}
