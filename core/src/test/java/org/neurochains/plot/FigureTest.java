package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class FigureTest {

    @Test
    void everyFigureIsWellFormedAndTheSameTwice() {
        Map<String, Figure> again = Gallery.figures();
        for (var entry : Gallery.figures().entrySet()) {
            Figure figure = entry.getValue();
            Element root = SvgReading.read(figure);

            assertThat(SvgReading.all(root, "title").get(0).getTextContent()).isEqualTo(figure.title());
            assertThat(SvgReading.texts(root)).contains(figure.title());
            assertThat(again.get(entry.getKey())).extracting(Figure::svg).isEqualTo(figure.svg());
        }
    }

    /** Ids are shared by all figures of a page, so that one figure must not refer to a part of itself by an id. */
    @Test
    void onlyTheTextAlternativeHasIds() {
        for (Figure figure : Gallery.figures().values()) {
            assertThat(SvgReading.all(SvgReading.read(figure), "*").stream().filter(one -> one.hasAttribute("id")))
                    .extracting(Element::getTagName)
                    .containsExactly("title", "desc");
        }
    }
}
