package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.plot.ImageRows.Row;
import org.w3c.dom.Element;

class ImageRowsTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 1, 2};

    @Test
    void picturesAreInTheFileWithTheirCaptions() {
        Thumb query = Thumb.of(PNG, "a.png\nhorse").marked(Thumb.Mark.QUERY);
        Thumb other = Thumb.of(PNG, "b.png").marked(Thumb.Mark.DIFFERS);
        Element root = SvgReading.read(ImageRows.of("Rows", "Why.", List.of(new Row("near", List.of(query, other)))));
        List<Element> images = SvgReading.all(root, "image");

        assertThat(images)
                .extracting(image -> image.getAttribute("href"))
                .containsExactly("data:image/png;base64,iVBORwEC", "data:image/png;base64,iVBORwEC");
        assertThat(SvgReading.texts(root))
                .contains("near", "a.png", "horse", "b.png", "differs")
                .doesNotContain("agrees");
        assertThat(SvgReading.description(root)).isEqualTo("Why. near: a.png horse; b.png (differs).");
    }

    @Test
    void noRowsAndEmptyRowsSaySo() {
        assertThat(SvgReading.texts(SvgReading.read(ImageRows.of("Rows", "", List.of()))))
                .contains("no data");
        assertThat(SvgReading.texts(SvgReading.read(ImageRows.of("Rows", "", List.of(new Row("r", List.of()))))))
                .contains("no images");
        assertThat(SvgReading.texts(SvgReading.read(new Panels("None", List.of(), 3))))
                .contains("no data");
    }

    @Test
    void nothingIsFetched() {
        assertThatThrownBy(() -> new Thumb("https://example.org/a.png", "", Thumb.Mark.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Thumb.of(new byte[] {'G', 'I', 'F'}, "")).hasMessage("neither PNG nor JPEG: 3 bytes");
        assertThatThrownBy(() -> Thumb.of(new byte[0], "")).isInstanceOf(IllegalArgumentException.class);
    }
}
