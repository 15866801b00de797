package org.neurochains.app;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** What an option is about; the help of a command shows its options in these groups, in this order. */
enum OptionGroup {
    MODEL("Model"),
    IMAGES("Images"),
    COMMAND("This command"),
    SIZE("Size of the chain"),
    FURTHER_IMAGES("Further images, for the chain to hold beyond its own", "--augment", "--support", "--held-out", "--min-agreement"),
    PAPER(
            "The paper's solver (--solver paper)",
            "--lambda",
            "--lambda-gate",
            "--temperature",
            "--threshold",
            "--signed-threshold",
            "--steps",
            "--lr",
            "--stop-delta",
            "--fine-tune-steps",
            "--fine-tune-lr"),
    BASELINES("Baselines (--solver magnitude, contribution, random)", "--like", "--tuning"),
    OUTPUT("Output", "--out", "--no-report", "--from", "--each", "--memory-limit", "--format", "--open"),
    COMMON("Every command");

    private final String heading;
    private final Set<String> names;

    OptionGroup(String heading, String... names) {
        this.heading = heading;
        this.names = Set.of(names);
    }

    /** The group's heading. */
    String heading() {
        return heading;
    }

    /** The group of an option: that of the solver's options by name, that of others by where they are declared. */
    static OptionGroup of(OptionSpec option) {
        Class<?> owner = option.userObject() instanceof Field field ? field.getDeclaringClass() : Object.class;
        if (owner == CommonOptions.class || option.inherited() || option.usageHelp() || option.versionHelp()) {
            return COMMON;
        } else if (owner == ModelArguments.class) {
            return MODEL;
        } else if (owner == ImageArguments.class || owner == RegionArguments.class) {
            return IMAGES;
        }
        boolean solver = owner == SolverArguments.class;
        return Arrays.stream(values())
                .filter(group -> group.names.contains(option.longestName()))
                .filter(group -> solver || group == OUTPUT)
                .findFirst()
                .orElse(solver ? SIZE : COMMAND);
    }
}
