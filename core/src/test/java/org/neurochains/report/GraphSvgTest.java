package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.evidence.SaliencyMap;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

class GraphSvgTest {
    private static final SampleDocument.Size SIZE = new SampleDocument.Size(6, 30, 240, 4);
    private static final String TWO_FILTERS = """
            {"region": {"classes": ["cat"]},
             "layers": [{"name": "L0", "kind": "convolution", "units": 8, "bypassed": false, "filters": [{"index": 5, "score": 0.2}]},
                        {"name": "L2", "kind": "convolution", "units": 8, "bypassed": true, "filters": []},
                        {"name": "L5", "kind": "convolution", "units": 8, "bypassed": false, "filters": [{"index": 1, "score": 1.8}]}],
             "edges": [{"from": "input", "to": "L0.5", "class": "cat", "weight": 1},
                       {"from": "L0.5", "to": "L5.1", "class": "cat", "weight": -0.5},
                       {"from": "L5.1", "to": "logit:cat", "class": "cat", "weight": 2}]}
            """;

    @TempDir
    Path folder;

    private static ReportDocument twoFilters() {
        return SampleDocument.of(new JsonMapper().readTree(TWO_FILTERS)).build();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @Test
    void drawsFiltersEdgesAndBypassedLayers() throws Exception {
        Document svg = parsed(GraphSvg.of(twoFilters()));
        List<Element> discs = elements(svg, "circle");
        assertThat(discs).hasSize(4);
        assertThat(discs.stream().map(disc -> disc.getAttribute("fill"))).contains("#2b6cb0", "#c0342b");
        List<Element> lines = elements(svg, "path");
        assertThat(lines).as("three edges and the tick of the bypassed layer").hasSize(4);
        List<Element> edges =
                lines.stream().filter(line -> line.hasAttribute("stroke-width")).toList();
        assertThat(edges).hasSize(3);
        assertThat(edges.stream().filter(edge -> edge.hasAttribute("stroke-dasharray")))
                .singleElement()
                .satisfies(edge -> assertThat(edge.getAttribute("stroke")).isEqualTo("#a8590f"));
        assertThat(elements(svg, "text").stream().map(Element::getTextContent))
                .contains("L0", "1 of 8", "L2", "bypassed", "5", "1", "cat", "input", "0.20", "1.80");
    }

    /** L0.5 has the lower score and the larger effect. */
    @Test
    void coloursGoByEffectWhereItIsKnown() throws Exception {
        String known = TWO_FILTERS
                .replace("\"score\": 0.2", "\"score\": 0.2, \"effect\": 3")
                .replace("\"score\": 1.8", "\"score\": 1.8, \"effect\": -1");
        Document svg = parsed(
                GraphSvg.of(SampleDocument.of(new JsonMapper().readTree(known)).build()));
        assertThat(fillOf(svg, "5")).isEqualTo("#c0342b");
        assertThat(fillOf(svg, "1")).isEqualTo("#2b6cb0");
        assertThat(texts(svg)).contains("effect", "-1.00", "3.00").doesNotContain("score");
        assertThat(texts(parsed(GraphSvg.of(twoFilters())))).contains("score").doesNotContain("effect");
    }

    private static List<String> texts(Document svg) {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    /** The colour of the disc on which a number stands. */
    private static String fillOf(Document svg, String index) {
        Element number = elements(svg, "text").stream()
                .filter(text -> text.getTextContent().equals(index))
                .findFirst()
                .orElseThrow();
        return elements(svg, "circle").stream()
                .filter(disc -> disc.getAttribute("cx").equals(number.getAttribute("x")))
                .findFirst()
                .orElseThrow()
                .getAttribute("fill");
    }

    @Test
    void layersFollowEachOtherFromLeftToRight() {
        ReportDocument document = twoFilters();
        GraphLayout layout = GraphLayout.of(document.graph(), Arrangement.of(document.graph(), document.topology()));
        double[] across = List.of("input", "L0.5", "L5.1", "logit:cat").stream()
                .mapToDouble(name ->
                        Objects.requireNonNull(layout.places().get(name)).x())
                .toArray();
        assertThat(across).isSorted().doesNotHaveDuplicates();
        assertThat(layout.bands().get(1).open()).isFalse();
        assertThat(layout.bands().get(1).start()).isBetween(across[1], across[2]);
    }

    @Test
    void noTwoFiltersLieOnEachOther() {
        ReportDocument document = SampleDocument.of(
                        SampleDocument.chain(new SampleDocument.Size(6, 400, 900, 2), List.of("a", "b")))
                .build();
        GraphLayout layout = GraphLayout.of(document.graph(), Arrangement.of(document.graph(), document.topology()));
        List<GraphLayout.Place> places = List.copyOf(layout.places().values());
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < i; j++) {
                GraphLayout.Place a = places.get(i);
                GraphLayout.Place b = places.get(j);
                assertThat(Math.hypot(a.x() - b.x(), a.y() - b.y())).isGreaterThan(a.radius() + b.radius());
            }
            assertThat(places.get(i).y() + places.get(i).radius()).isLessThan(layout.height());
        }
        assertThat(places).hasSize(403);
    }

    @Test
    void hostileNamesStayText() throws Exception {
        String hostile = "<script>\"&\u0001\u202E🐎</script>";
        Document svg = parsed(GraphSvg.of(SampleDocument.of(SampleDocument.chain(SIZE, List.of(hostile, "dog")))
                .title(hostile)
                .build()));
        assertThat(elements(svg, "script")).isEmpty();
        assertThat(elements(svg, "title").get(0).getTextContent()).isEqualTo("<script>\"&\uFFFD\u202E🐎</script>");
    }

    @Test
    void facesAreEmbedded() throws Exception {
        Document svg = parsed(GraphSvg.of(SampleDocument.whole(SIZE, List.of("cat", "dog"))));
        List<Element> pictures = elements(svg, "image");
        assertThat(pictures.subList(0, 30))
                .allSatisfy(image -> assertThat(image.getAttribute("href")).startsWith("data:image/jpeg;base64,"));
        // then a row for each of two classes: the image, its maps of seven layers and Combine All
        assertThat(pictures).hasSize(30 + 2 * 9);
    }

    @Test
    void pixelsShowTheSamePicture() throws IOException {
        Path file = folder.resolve("chain.png");
        ReportDocument document = twoFilters();
        GraphPng.write(document, file);
        BufferedImage image = Objects.requireNonNull(ImageIO.read(file.toFile()));
        GraphLayout layout = GraphLayout.of(document.graph(), Arrangement.of(document.graph(), document.topology()));
        GraphLayout.Place high = Objects.requireNonNull(layout.places().get("L5.1"));
        assertThat(image.getWidth()).isEqualTo((int) Math.ceil(layout.width() * 2));
        assertThat(new Color(image.getRGB((int) (high.x() * 2), (int) ((high.y() - 13) * 2))))
                .isEqualTo(new Color(0xc0342b));
        assertThat(new Color(image.getRGB(2, 2))).isEqualTo(Color.WHITE);
    }

    @Test
    void anUnwritableFileIsTheUsersFault() {
        assertThatThrownBy(() -> GraphSvg.write(twoFilters(), folder.resolve("missing/chain.svg")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("chain.svg");
    }

    /**
     * One image of each of two classes with maps of both layers: the image, two overlays and Combine All in each row.
     */
    @Test
    void mapsStandUnderTheirLayers() throws Exception {
        Picture white = new Picture(picture(0xffffff));
        HeatMap map = HeatMap.of(new SaliencyMap(2, 2, new double[] {0, 0, 0, 1}), 16);
        List<PageImage> images = new ArrayList<>();
        for (String label : List.of("cat", "cat", "dog")) {
            images.add(new PageImage(
                    label + ".png",
                    label,
                    white,
                    List.of(),
                    List.of(),
                    List.of(new PageImage.Maps("L0", map, map), new PageImage.Maps("L5", map, map)),
                    List.of(new PageImage.Maps("Combine All, gamma", map, map))));
        }
        Document svg = parsed(GraphSvg.of(SampleDocument.of(new JsonMapper().readTree(TWO_FILTERS))
                .images(images)
                .build()));

        assertThat(elements(svg, "image")).hasSize(2 * 4);
        double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
        double alone = Double.parseDouble(
                parsed(GraphSvg.of(twoFilters())).getDocumentElement().getAttribute("height"));
        assertThat(height - alone).isEqualTo(24 + 2 * 72);
        assertThat(elements(svg, "pattern")).isEmpty();
    }

    /** Blue at 35 % over white where the map is low, red at 85 % where it is high. */
    @Test
    void anOverlayIsTheMapsColourOverTheImage() throws Exception {
        Picture overlay = MapRows.overlay(
                new Picture(picture(0xffffff)), HeatMap.of(new SaliencyMap(2, 2, new double[] {0, 1, 0, 1}), 16));
        java.awt.image.BufferedImage read =
                javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(java.util.Base64.getDecoder()
                        .decode(overlay.uri().substring(overlay.uri().indexOf(',') + 1))));

        // 255 + (0x2b - 255) * 90 / 255 = 180 red; 255 + (0x34 - 255) * 217 / 255 = 82 green
        assertThat(read.getRGB(2, 48) >> 16 & 0xff).isBetween(178, 182);
        assertThat(read.getRGB(93, 48) >> 8 & 0xff).isBetween(80, 84);
    }

    private static String picture(int rgb) throws java.io.IOException {
        java.awt.image.BufferedImage image =
                new java.awt.image.BufferedImage(2, 2, java.awt.image.BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 2, 2, new int[] {rgb, rgb, rgb, rgb}, 0, 2);
        java.io.ByteArrayOutputStream png = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(image, "png", png);
        return Picture.of("png", png.toByteArray()).uri();
    }
}
