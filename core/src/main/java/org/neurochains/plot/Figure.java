package org.neurochains.plot;

/** Something that can be drawn as one self-contained SVG element. */
public sealed interface Figure permits Chart, Panels, ImageRows {

    /** The heading, also the text alternative's name. */
    String title();

    /** What a reader who cannot see the figure needs to know: the author's words and what was drawn. */
    String summary();

    /**
     * The figure as an {@code <svg>} element in its namespace: a whole file, or part of an HTML page.
     *
     * <p>Fonts are the reader's; nothing is fetched. On a screen the colours follow {@code data-theme="dark"} or
     * {@code "light"} of the page's root element, else the reader's preference; in print they are always light.
     */
    default String svg() {
        return Document.write(this);
    }
}
