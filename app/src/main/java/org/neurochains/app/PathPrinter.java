package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.FilterNames;

/** The ways from the image to each class, for people: groups of paths, then single ones, and what removals cost. */
final class PathPrinter {
    private static final int INDENT = 2;
    /** A filter that this part of a group passes is named with it. */
    private static final double MOSTLY = .5;

    private final ChainRecord chain;
    private final FilterNames names;
    private final PrintWriter out;

    private PathPrinter(ChainRecord chain, PrintWriter out) {
        this.chain = chain;
        this.names = FilterNames.sure(chain);
        this.out = out;
    }

    /** Prints those of each class of a chain under its name. */
    static void print(ChainRecord chain, PrintWriter out, Style style) {
        PathPrinter printer = new PathPrinter(chain, out);
        for (String name : classes(chain)) {
            out.println(style.strong(name) + ": how it is reached, and the probability that is lost without");
            printer.print(name);
        }
    }

    private static Set<String> classes(ChainRecord chain) {
        Set<String> classes = new LinkedHashSet<>();
        chain.inferenceChains().forEach(path -> classes.add(path.label()));
        chain.edges().forEach(edge -> classes.add(edge.label()));
        return classes;
    }

    private void print(String name) {
        List<ChainRecord.InferenceChain> paths = chain.inferenceChains().stream()
                .filter(path -> path.label().equals(name))
                .toList();
        if (paths.isEmpty()) {
            lines("No path: at some step nothing but biases, or the absence of something, speaks for it.", INDENT);
        }
        chain.pathGroups().stream().filter(group -> group.label().equals(name)).forEach(this::print);
        for (ChainRecord.InferenceChain path : paths) {
            String cost = cost(path.label(), path.lost(), path.lostByOther(), path.holds());
            lines(text("A single path of weight %.3g%s", path.weight(), cost), INDENT);
            lines(path.filters().isEmpty() ? "the image alone" : called(path.filters(), " -> "), 2 * INDENT);
        }
    }

    private void print(ChainRecord.PathGroup group) {
        List<String> through = group.through();
        String where = through.isEmpty()
                ? "comes from the image alone"
                : (group.last() ? "ends in " : "runs through ")
                        + (through.size() == 1
                                ? names.called(through.get(0))
                                : "one of " + through.size() + " filters");
        List<String> mostly = group.along().entrySet().stream()
                .filter(entry -> entry.getValue() >= MOSTLY && !through.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        String by = mostly.isEmpty() ? "" : ", mostly by " + called(mostly, ", ");
        String cost = cost(group.label(), group.lost(), group.lostByOther(), group.holds());
        lines(text("%.1f %% %s%s%s", 100 * group.weight(), where, by, cost), INDENT);
    }

    /** What a removal costs, and whether the class hangs on what was removed. */
    private static String cost(String label, @Nullable Double lost, @Nullable Double lostByOther, boolean holds) {
        if (lost == null) {
            return "";
        }
        String other = lostByOther == null
                ? ""
                : lostByOther > 0 ? text(", another class %.3f", lostByOther) : ", no other class any";
        String change = text("%s %.3f", lost < 0 ? "gains" : "loses", Math.abs(lost));
        return text(": %s, without it %s %s%s", holds ? "holds" : "does not hold", label, change, other);
    }

    private String called(List<String> filters, String between) {
        return filters.stream().map(names::called).collect(Collectors.joining(between));
    }

    private void lines(String text, int indent) {
        Style.wrapped(text, indent).forEach(out::println);
    }
}
