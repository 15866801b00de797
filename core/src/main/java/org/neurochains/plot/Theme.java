package org.neurochains.plot;

import java.util.List;

/**
 * Colours of one theme. They are written as attributes (light, understood by every reader of SVG and used in print) and
 * overridden by a style sheet where the reader's screen is dark.
 *
 * @param ink text that matters
 * @param soft other text, axis lines
 * @param series distinguishable with the common colour-vision deficiencies, after Okabe and Ito (2008), darkened or
 *     lightened to a contrast of at least 3 with the paper
 */
record Theme(String paper, String ink, String soft, String grid, List<String> series) {
    static final Theme LIGHT = new Theme(
            "#ffffff",
            "#1b1f24",
            "#57606a",
            "#dde2e7",
            List.of("#0072b2", "#c44e00", "#00805c", "#a23c8c", "#8a6500", "#4d5560"));
    static final Theme DARK = new Theme(
            "#0d1117",
            "#e6edf3",
            "#9aa6b2",
            "#2d333b",
            List.of("#56b4e9", "#ff9a4d", "#2bc49a", "#e79bd0", "#f0e442", "#c3ccd6"));

    static final String STYLE = style();

    /** Attributes of things in one colour: a class for the style sheet, and the light colour. */
    static final String PAPER = "class=paper fill=" + LIGHT.paper;

    static final String EDGE = "class=edge stroke=" + LIGHT.paper;
    static final String INK = "class=ink fill=" + LIGHT.ink;
    static final String INK_LINE = "class=inkline stroke=" + LIGHT.ink;
    static final String SOFT = "class=soft fill=" + LIGHT.soft;
    static final String SOFT_LINE = "class=line stroke=" + LIGHT.soft;
    static final String GRID = "class=grid stroke=" + LIGHT.grid;

    private static String style() {
        return "@media screen and (prefers-color-scheme:dark){" + rules(":root:not([data-theme=light]) .nc-plot ")
                + "}@media screen{" + rules(":root[data-theme=dark] .nc-plot ") + "}";
    }

    private static String rules(String scope) {
        StringBuilder css = new StringBuilder();
        rule(css, scope, "paper", "fill", DARK.paper);
        rule(css, scope, "edge", "stroke", DARK.paper);
        rule(css, scope, "ink", "fill", DARK.ink);
        rule(css, scope, "inkline", "stroke", DARK.ink);
        rule(css, scope, "soft", "fill", DARK.soft);
        rule(css, scope, "line", "stroke", DARK.soft);
        rule(css, scope, "grid", "stroke", DARK.grid);
        for (int i = 0; i < DARK.series.size(); i++) {
            rule(css, scope, "f" + i, "fill", DARK.series.get(i));
            rule(css, scope, "k" + i, "stroke", DARK.series.get(i));
        }
        return css.toString();
    }

    private static void rule(StringBuilder css, String scope, String name, String property, String colour) {
        css.append(scope + '.' + name + '{' + property + ':' + colour + '}');
    }
}
