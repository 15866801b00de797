package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.file.RecordFormat;
import org.neurochains.image.FurtherImages;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/** Solvers by name, with options by the names that chain.json gives them. */
public final class Solvers {
    /** The solver that is used where none is named. */
    public static final String DEFAULT = "shrink";

    private static final List<String> NAMES = List.of(DEFAULT, "contribution", "magnitude", "paper", "random");

    /** Takes no value for another: no 2.5 for 2, no 1 for true or a name. */
    private static final JsonMapper MAPPER = RecordFormat.MAPPER
            .rebuild()
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private static final Set<String> NUMBER_OR_AUTO = Set.of("support", "heldOut", "augment");

    private Solvers() {}

    /** The names, the default first. */
    public static List<String> names() {
        return NAMES;
    }

    /** The solver for options. */
    public static Solver of(SolverOptions options) {
        return options instanceof ShrinkOptions shrink
                ? new ShrinkSolver(shrink)
                : options instanceof PaperOptions paper
                        ? new PaperSolver(paper)
                        : new Baseline((BaselineOptions) options);
    }

    /**
     * A solver.
     *
     * @param architecture decides defaults of the paper's solver
     * @param given values by the names of chain.json; those that the solver does not know are left aside, see
     *     {@link #options}
     * @throws InputException if the solver is unknown, or a value is out of range
     */
    public static Solver of(String name, String architecture, Map<String, ?> given) {
        return of(options(name, architecture, MAPPER.valueToTree(given)));
    }

    /**
     * The names of the options that a solver knows.
     *
     * @throws InputException if the solver is unknown
     */
    public static Set<String> options(String name) {
        Set<String> known = new TreeSet<>(values(defaults(name, "")).keySet());
        known.remove("name");
        if (!name.equals("paper")) {
            known.add("budget");
        }
        if (defaults(name, "") instanceof BaselineOptions) {
            known.addAll(Set.of("shortcutChannels", "bypassed"));
        }
        if (name.equals("magnitude")) {
            known.add("counts");
        }
        return known;
    }

    /** Options' values by the names of chain.json. */
    public static Map<String, Object> values(SolverOptions options) {
        return MAPPER.convertValue(options, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private static SolverOptions defaults(String name, String architecture) {
        if (!NAMES.contains(name)) {
            throw InputException.of(
                    parameter("solver") + " " + name, "is not known", "give one of " + String.join(", ", NAMES));
        }
        return switch (name) {
            case "shrink" -> ShrinkOptions.defaults();
            case "paper" -> PaperOptions.defaults(architecture);
            default -> BaselineOptions.defaults(MAPPER.convertValue(name, Baseline.Choice.class));
        };
    }

    /** A solver's options: the defaults with the given values in their place. */
    static SolverOptions options(String name, String architecture, JsonNode given) {
        SolverOptions usual = defaults(name, architecture);
        ObjectNode values = MAPPER.valueToTree(usual);
        given.properties().stream()
                .filter(each -> !each.getValue().isNull())
                .forEach(each -> values.set(each.getKey(), each.getValue()));
        for (String each : NUMBER_OR_AUTO) {
            if (FurtherImages.AUTOMATIC.equals(values.path(each).asString(""))) {
                values.putNull(each);
            }
        }
        SolverOptions options = read(values, usual.getClass());
        return options instanceof BaselineOptions baseline && !given.has("fineTuneSteps")
                ? baseline.withTuning(baseline.tuning())
                : options;
    }

    private static <T> T read(JsonNode values, Class<T> type) {
        try {
            return MAPPER.treeToValue(values, type);
        } catch (JacksonException e) {
            if (e.getCause() instanceof InputException fault) {
                throw fault;
            }
            String name = e.getPath().get(0).getPropertyName();
            Class<?> wanted = e instanceof MismatchedInputException fault ? fault.getTargetType() : Object.class;
            JsonNode value = values.path(name);
            throw InputException.of(
                    parameter(name),
                    "is " + (value.isString() ? value.asString() : value),
                    "give " + accepted(wanted, e.getPath().size() > 1),
                    e);
        }
    }

    /** @param within whether it is within a list, or within numbers by name */
    private static String accepted(Class<?> type, boolean within) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> MAPPER.convertValue(constant, String.class))
                    .collect(Collectors.joining(" or "));
        }
        if (type == String.class || Collection.class.isAssignableFrom(type)) {
            return "a list of names";
        }
        if (within || Map.class.isAssignableFrom(type)) {
            return "whole numbers by layer";
        }
        return type == boolean.class ? "true or false" : type == double.class ? "a number" : "a whole number";
    }
}
