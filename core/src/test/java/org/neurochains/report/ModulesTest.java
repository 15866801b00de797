package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private static String join(Map<String, String> files) {
        return Modules.join("main.js", name -> {
            assertThat(files).containsKey(name);
            return files.getOrDefault(name, "");
        });
    }

    @Test
    void putsEachModuleOnceAndBehindWhatItImports() {
        String joined = join(Map.of(
                "main.js", "import { b } from \"./b.js\";\nimport {\n  a,\n} from \"./a.js\";\nb(a);\n",
                "b.js", "import { a } from \"./a.js\";\n/** Doc. */\nexport function b() {}\n",
                "a.js", "export const a = 1;\nconst text = \"export this\";\n"));
        assertThat(joined.lines())
                .containsExactly(
                        "// a.js",
                        "const a = 1;",
                        "const text = \"export this\";",
                        "",
                        "// b.js",
                        "/** Doc. */",
                        "function b() {}",
                        "",
                        "// main.js",
                        "b(a);");
    }

    @Test
    void refusesFormsItCannotJoin() {
        assertThatThrownBy(() -> join(Map.of("main.js", "import * as all from \"./a.js\";\n")))
                .hasMessageContaining("import * as all");
        assertThatThrownBy(() -> join(Map.of("main.js", "export default 3;\n"))).hasMessageContaining("export default");
        assertThatThrownBy(() -> join(Map.of("main.js", "import { x } from \"https://elsewhere/x.js\";\n")))
                .hasMessageContaining("elsewhere");
    }

    @Test
    void refusesACircle() {
        assertThatThrownBy(() -> join(Map.of(
                        "main.js", "import { a } from \"./a.js\";\n",
                        "a.js", "import { m } from \"./main.js\";\n")))
                .hasMessageContaining("circle");
    }
}
