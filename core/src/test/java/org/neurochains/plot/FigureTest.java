package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class FigureTest {

    /** For a look at them: written where the system property says, if set. */
    @Test
    void everyFigureIsWellFormedAndTheSameTwice() throws Exception {
        String folder = System.getProperty("neurochains.gallery", "");
        Map<String, Figure> again = Gallery.figures();
        for (var entry : Gallery.figures().entrySet()) {
            Figure figure = entry.getValue();
            Element root = SvgReading.read(figure);

            assertThat(SvgReading.all(root, "title").get(0).getTextContent()).isEqualTo(figure.title());
            assertThat(SvgReading.texts(root)).contains(figure.title());
            assertThat(again.get(entry.getKey())).extracting(Figure::svg).isEqualTo(figure.svg());
            if (!folder.isEmpty()) {
                Files.writeString(Path.of(folder, entry.getKey() + ".svg"), figure.svg());
            }
        }
    }
}
