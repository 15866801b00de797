package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page's functions that need no page, against values worked out by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFunctionsTest {
    private @Nullable Page page;

    @BeforeAll
    void start() {
        page = Chromium.start().browser().newPage();
        for (String module : List.of("sections.js", "scene.js", "changes.js", "live.js")) {
            String name = module.replace(".js", "");
            page.addScriptTag(new Page.AddScriptTagOptions()
                    .setContent("var " + name + " = (() => {" + Modules.join(module, SinglePage::resource)
                            + "; return (text) => eval(text); })()"));
        }
    }

    @AfterAll
    void stop() {
        if (page != null) {
            page.close();
        }
    }

    private @Nullable Object of(String module, String expression) {
        if (page == null) {
            throw new IllegalStateException("no browser");
        }
        return page.evaluate("([module, text]) => window[module](text)", List.of(module, expression));
    }

    @Test
    void numbers() {
        assertThat(of("sections", "number(-0.0004, 2)")).isEqualTo("\u22120.00040");
        assertThat(of("sections", "number(-4e-7)")).isEqualTo("\u22124.0 \u00d7 10\u207b\u2077");
        assertThat(of("sections", "number(1.26e16)")).isEqualTo("1.3 \u00d7 10\u00b9\u2076");
        assertThat(of("sections", "number(-0.001, 2)")).isEqualTo("0.00");
        assertThat(of("sections", "number(-0.126, 2)")).isEqualTo("\u22120.13");
        assertThat(of("sections", "number(-0)")).isEqualTo("0");
        assertThat(of("sections", "number(12.345)")).isEqualTo("12.3");
    }

    @Test
    void longNamesOfLayersAreShortenedToWhatTellsThemApart() {
        assertThat(of("sections", "layerLabels(['L1B1C1', 'L1B1C2']).join()")).isEqualTo("L1B1C1,L1B1C2");
        assertThat(of("sections", """
                        layerLabels(['/_conv_stem/Conv', '/_blocks.0/_project_conv/Conv', '/_blocks.1/_expand_conv/Conv',
                          '/_blocks.1/_project_conv/Conv', '/_blocks.2/AddSC']).join()""")).isEqualTo("stem,0 project,1 expand,1 project,2 AddSC");
        assertThat(of("sections", "layerLabels(['features.conv', 'features-conv']).join()"))
                .isEqualTo("features.conv,features-conv");
    }

    @Test
    void probabilitiesOfLabelsAreIndependent() {
        // torch.sigmoid(torch.tensor([5., 0., -1.])), torch.softmax(torch.tensor([5., 0., -1.]), 0)
        assertThat(of("live", "[...sigmoids([5, 0, -1])].map((p) => p.toFixed(6)).join()"))
                .isEqualTo("0.993307,0.500000,0.268941");
        assertThat(of("live", "[...softmax([5, 0, -1])].map((p) => p.toFixed(6)).join()"))
                .isEqualTo("0.990867,0.006676,0.002456");
    }

    @Test
    void axesHaveRoundSteps() {
        assertThat(of("sections", "roundSteps(3344)")).isEqualTo(List.of(0, 1000, 2000, 3000));
        assertThat(of("sections", "roundSteps(48)")).isEqualTo(List.of(0, 10, 20, 30, 40));
        assertThat(of("sections", "roundSteps(3)")).isEqualTo(List.of(0, 1, 2, 3));
        assertThat(of("sections", "roundSteps(827)")).isEqualTo(List.of(0, 200, 400, 600, 800));
    }

    @Test
    void rankCorrelations() {
        assertThat(of("sections", "rankCorrelation([1, 2, 3, 4], [1, 4, 9, 16])"))
                .isEqualTo(1);
        assertThat(of("sections", "rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])"))
                .isEqualTo(-1);
        // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: covariance 4.5, variances 4.5 and 5.
        assertThat((Double) of("sections", "rankCorrelation([1, 2, 2, 5], [1, 2, 3, 4])"))
                .isCloseTo(4.5 / Math.sqrt(4.5 * 5), org.assertj.core.api.Assertions.offset(1e-12));
        assertThat(of("sections", "rankCorrelation([1, 1, 1], [1, 2, 3])")).isEqualTo(0);
    }

    @Test
    void aChainIsBrokenWhereAFilterIsHidden() {
        String layout = "{ nodes: new Map(['input', 'a.1', 'c.1', 'logit:x'].map((name) => [name, {}])) }";
        assertThat(of("scene", "steps([{ class: 'x', filters: ['a.1', 'b.1', 'c.1'] }], " + layout + ")"))
                .isEqualTo(List.of(List.of("input", "a.1"), List.of("c.1", "logit:x")));
    }

    @Test
    void changesOfOneTargetFollowEachOtherAsOne() {
        assertThat(of("changes", "withChange(withChange(['b=0'], 'a.1', 0.5), 'a.1', 2)"))
                .isEqualTo(List.of("b=0", "a.1=2"));
        assertThat(of("changes", "withChange(['a.1=1', 'b=0'], 'a.1', 2)")).isEqualTo(List.of("a.1=1", "b=0", "a.1=2"));
        assertThat(of("changes", "hiddenBy(['hide=1,2,3,4', 'hide=1,x,3,4', 'a=0'])"))
                .isEqualTo(List.of(List.of(1, 2, 3, 4)));
        String network = "{ nodes: [{ op: 'score', unit: 'a', channels: [3, 7], scores: [1, 2] }] }";
        assertThat(of("changes", "[...scoresAfter(" + network + ", ['a=0', 'a.7=5', 'a.9=1', 'z=4']).a]"))
                .isEqualTo(List.of(0, 5));
    }
}
