package org.neurochains.study;

import static org.neurochains.Phrase.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.file.WholeFile;
import org.neurochains.measure.Interval;
import org.neurochains.measure.Table;
import org.neurochains.study.ReportFigures.Line;
import org.neurochains.study.ReportFigures.Section;

/**
 * A study's report: one HTML page without a network, with the paper's quantitative figures for the trials at hand, and
 * its numbers as CSV.
 */
public final class StudyReport {
    /** The page's file name. */
    public static final String PAGE = "report.html";

    /** The file name of the table of its numbers. */
    public static final String NUMBERS = "figures.csv";

    /** A longer table is folded up. */
    private static final int MOST_LINES = 16;

    private StudyReport() {}

    /**
     * Writes the page and the table of its numbers into the study's folder.
     *
     * @return the page
     * @throws InputException if the store cannot be read or the folder not written
     */
    public static Path write(StudyFolder folder) {
        StudyPlan plan = folder.plan();
        ReportRows rows;
        try (TrialStore store = TrialStore.read(folder)) {
            rows = ReportRows.read(plan, store);
        }
        List<Section> sections = new ArrayList<>();
        sections.add(ReportTable.of(rows));
        sections.addAll(new ReportFigures(rows.variants()).all());
        WholeFile.write(folder.path().resolve(NUMBERS), csv(sections));
        return WholeFile.write(folder.path().resolve(PAGE), page(plan, rows, sections));
    }

    private static String csv(List<Section> sections) {
        StringBuilder csv = new StringBuilder("figure,title,solver,quantity,n,value,low,high,remark\n");
        for (Section section : sections) {
            for (Line line : section.lines()) {
                Interval interval = line.interval();
                csv.append(Table.csv(Arrays.asList(
                                section.place(),
                                section.title(),
                                line.solver(),
                                line.quantity(),
                                line.n(),
                                line.value(),
                                interval == null ? null : interval.low(),
                                interval == null ? null : interval.high(),
                                line.remark())))
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private static String page(StudyPlan plan, ReportRows rows, List<Section> sections) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Study of %1$s</title>
                <style>%2$s</style>
                </head>
                <body>
                <main>
                <h1>Study of %1$s</h1>
                %3$s%4$s</main>
                </body>
                </html>
                """.formatted(
                        escaped(plan.model().architecture()),
                        STYLE,
                        facts(plan, rows),
                        sections.stream().map(StudyReport::html).collect(Collectors.joining()));
    }

    private static String facts(StudyPlan plan, ReportRows rows) {
        int done = rows.variants().stream().mapToInt(v -> v.trials.size()).sum();
        StringBuilder list = new StringBuilder("<dl>");
        fact(
                list,
                "Model",
                plan.model().file() + " (SHA-256 " + plan.model().sha256().substring(0, 12) + "...)");
        fact(list, "Images", plan.images().count() + " in " + plan.images().folder());
        fact(
                list,
                "Trials",
                done + " done, " + rows.failed() + " failed, " + plan.trials() + " planned; seed " + plan.seed());
        for (ReportRows.Variant v : rows.variants()) {
            fact(list, "Solver " + v.label(), ReportLines.chains(v.trials.size()) + totals(v));
        }
        fact(
                list,
                "Intervals",
                "95 %, over chains: of means by Student's t, also where images are counted; of r by drawing whole chains"
                        + " again; of pairs of chains, which depend on each other, none");
        return list.append("</dl>\n").toString();
    }

    private static String totals(ReportRows.Variant v) {
        return v.trials.isEmpty()
                ? ""
                : text(" of %.0f filters in %.0f layers", v.values("totalFilters")[0], v.values("totalLayers")[0]);
    }

    private static void fact(StringBuilder list, String name, String text) {
        list.append("<dt>%s</dt><dd>%s</dd>".formatted(escaped(name), escaped(text)));
    }

    private static String html(Section section) {
        String paper = section.place().isEmpty()
                ? ""
                : "<p class=\"paper\">%s</p>\n"
                        .formatted(escaped(section.place() + " of the paper. " + section.paper()));
        return "<section>\n<h2>%s</h2>\n%s%s</section>\n"
                .formatted(escaped(section.title()), paper, section.lines().isEmpty() ? NOTHING : numbers(section));
    }

    private static String numbers(Section section) {
        String figure = section.figure() == null
                ? ""
                : "<div class=\"figure\">" + section.figure().svg() + "</div>\n";
        String table = HEAD + section.lines().stream().map(StudyReport::html).collect(Collectors.joining())
                + "</tbody></table>\n";
        int lines = section.lines().size();
        return figure
                + (lines > MOST_LINES
                        ? "<details><summary>" + lines + " numbers</summary>\n" + table + "</details>\n"
                        : table);
    }

    private static String html(Line line) {
        Interval interval = line.interval();
        String ends = interval == null ? "" : number(interval.low()) + " to " + number(interval.high());
        return "<tr><td>%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n"
                .formatted(
                        escaped(line.solver()),
                        escaped(line.quantity()),
                        line.n(),
                        line.value() == null ? "undefined" : number(line.value()),
                        ends,
                        escaped(line.remark()));
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e9;
        return text(whole ? "%.0f" : Math.abs(value) >= 100 ? "%.1f" : "%.4g", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final String NOTHING = "<p>Not measured in this study; its plan names what is.</p>\n";
    private static final String HEAD = """
        <table><thead><tr><th scope="col">solver</th><th scope="col">quantity</th><th scope="col">n</th>\
        <th scope="col">value</th><th scope="col">95 % interval</th><th scope="col">remark</th></tr></thead>
        <tbody>
        """;
    private static final String STYLE = """
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;margin:0;background:light-dark(#fff,#0d1117);color:light-dark(#1b1f24,#e6edf3)}
        main{max-width:1320px;margin:0 auto;padding:1rem}
        section{border-top:1px solid light-dark(#dde2e7,#2d333b);margin-top:2rem}
        .figure{overflow-x:auto}.figure svg{max-width:100%;height:auto}
        .paper{color:light-dark(#57606a,#9aa6b2)}
        table{border-collapse:collapse;font-size:.9rem}
        th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid light-dark(#dde2e7,#2d333b)}
        td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
        summary{cursor:pointer;padding:.3rem 0}
        """;
}
