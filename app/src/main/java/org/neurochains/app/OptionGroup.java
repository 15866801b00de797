package org.neurochains.app;

import java.lang.reflect.Field;
import picocli.CommandLine.Model.OptionSpec;

/** What an option is about; the help of a command shows its options in these groups, in this order. */
enum OptionGroup {
    MODEL("Model"),
    IMAGES("Images"),
    COMMAND("This command"),
    SIZE("Size of the chain"),
    FURTHER_IMAGES("Further images, for the chain to hold beyond its own"),
    PAPER("The paper's solver (--solver paper)"),
    BASELINES("Baselines (--solver magnitude, contribution, random)"),
    OUTPUT("Output"),
    COMMON("Every command");

    private final String heading;

    OptionGroup(String heading) {
        this.heading = heading;
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
        return owner == SolverArguments.class ? ofSolver(option.longestName()) : ofCommand(option.longestName());
    }

    private static OptionGroup ofSolver(String name) {
        return switch (name) {
            case "--augment", "--support", "--held-out", "--min-agreement" -> FURTHER_IMAGES;
            case "--lambda",
                    "--lambda-gate",
                    "--temperature",
                    "--threshold",
                    "--signed-threshold",
                    "--steps",
                    "--lr",
                    "--stop-delta",
                    "--fine-tune-steps",
                    "--fine-tune-lr" -> PAPER;
            case "--like", "--tuning" -> BASELINES;
            default -> SIZE;
        };
    }

    private static OptionGroup ofCommand(String name) {
        return switch (name) {
            case "--out", "--no-report", "--from", "--member", "--each", "--memory-limit", "--format", "--open" ->
                OUTPUT;
            default -> COMMAND;
        };
    }
}
