package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Parses figures as a strict XML reader would. */
final class SvgReading {
    private SvgReading() {}

    /** The root element, after checks that hold for every figure. */
    static Element read(Figure figure) {
        String svg = figure.svg();
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("http://www.w3.org/1999");
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Element root = factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)))
                    .getDocumentElement();
            assertThat(root.getAttribute("role")).isEqualTo("img");
            List<Element> children = children(root);
            assertThat(children.get(0).getTagName()).isEqualTo("title");
            assertThat(children.get(1).getTagName()).isEqualTo("desc");
            assertThat(root.getAttribute("aria-labelledby"))
                    .isEqualTo(children.get(0).getAttribute("id") + " "
                            + children.get(1).getAttribute("id"));
            return root;
        } catch (java.io.IOException | org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
            throw new AssertionError(svg, e);
        }
    }

    static List<Element> all(Element root, String tag) {
        NodeList nodes = root.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    static List<String> texts(Element root) {
        return all(root, "text").stream().map(Element::getTextContent).toList();
    }

    static String description(Element root) {
        return all(root, "desc").get(0).getTextContent();
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < parent.getChildNodes().getLength(); i++) {
            if (parent.getChildNodes().item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
