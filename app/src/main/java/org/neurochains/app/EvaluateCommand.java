package org.neurochains.app;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.Evaluation;
import org.neurochains.NeuroChains;
import org.neurochains.measure.Interpretation;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.MeasureResult;
import org.neurochains.report.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures how good a saved chain is. */
@Command(
        name = "evaluate",
        description = "Measures a chain: how closely it follows the network, on its region and beyond, and whether its"
                + " scores can be trusted.",
        footer = {
            "",
            "Writes NAME.json, NAME.csv and NAME.svg of each measure into the chain's folder, under measures, and"
                    + " report.html again."
        })
final class EvaluateCommand extends ChainCommand {
    @Mixin
    private final MeasureArguments measures = new MeasureArguments();

    @Override
    protected int run(Session session) {
        MeasureOptions options = measures.options(session.seed());
        try (NeuroChains nc = open(session)) {
            Evaluation found = nc.evaluate(nc.read(chain.folder), images.source(), options);
            found.leftOut().forEach((measure, reason) -> session.message(measure.text() + " is left out: " + reason));
            report();
            print(found.findings(), session);
            return ExitCode.DONE;
        }
    }

    private void print(List<MeasureResult> findings, Session session) {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            for (MeasureResult finding : findings) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("summary", finding.summary());
                one.put("meaning", finding.meaning().sentence());
                one.put("verdict", finding.meaning().verdict().words());
                one.put("values", finding.values().numbers());
                one.put("undefined", finding.values().undefined());
                document.put(finding.measure().text(), one);
            }
            Json.print(session.out(), document);
            return;
        }
        print(findings, session.out(), session.style());
        if (session.whole()) {
            session.out().println();
            Closing closing = new Closing(session.out()).place("Tables and pictures", chain.folder.resolve("measures"));
            if (!noReport) {
                closing.place("The page", chain.folder.resolve(OutputFolder.REPORT));
            }
        }
    }

    /** What they mean in a sentence each, then the few numbers that say so, an empty line between them. */
    static void print(List<? extends MeasureResult> findings, PrintWriter out, Style style) {
        boolean first = true;
        for (MeasureResult finding : findings) {
            if (!first) {
                out.println();
            }
            first = false;
            print(finding, out, style);
        }
    }

    private static void print(MeasureResult finding, PrintWriter out, Style style) {
        Interpretation meaning = finding.meaning();
        out.println(style.heading(finding.measure().text(), finding.measure().claim(), meaning.verdict()));
        Style.wrapped(meaning.sentence(), 2).forEach(out::println);
        TextTable table = new TextTable("<<");
        meaning.rows().forEach(row -> table.row("    " + row.name(), row.value()));
        table.print(out);
    }
}
