package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of three classes, cat, dog and grey owl, as people write them. */
class ClassNamesTest {
    private static List<String> names(String text) {
        return ClassNames.parse(text).stream().map(ClassNames.Name::text).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat\ndog\ngrey owl",
                "0 cat\n1 dog\n2 grey owl",
                "0: cat\n1: dog\n2: grey owl\n",
                "1,cat\n2,dog\n3,grey owl",
                "2\tgrey owl\n0\tcat\n1\tdog",
                "cat,0\ndog,1\ngrey owl,2",
                "\"cat\"\n\"dog\"\n\"grey owl\"",
                "0: 'cat'\n1: 'dog'\n2: 'grey owl'",
                "[\"cat\", \"dog\", \"grey owl\"]",
                "{\"cat\": 0, \"grey owl\": 2, \"dog\": 1}",
                "{\"class_to_idx\": {\"dog\": 1, \"cat\": 0, \"grey owl\": 2}}",
                "{\"id2label\": {\"0\": \"cat\", \"1\": \"dog\", \"2\": \"grey owl\"}}",
                "{0: 'cat', 1: 'dog', 2: 'grey owl'}",
                "['cat', 'dog', 'grey owl',]",
                "path: data\nnames:\n  0: cat\n  1: dog\n  2: grey owl\nnc: 3",
                "nc: 3\nnames:\n- cat\n- 'dog'\n- grey owl  # of the north",
                "train: a\nnames: [cat, dog, grey owl]\nnc: 3",
                "names: {0: cat, 1: dog, 2: grey owl}",
                "names:\n  2: grey owl\n  0: cat\n  1: dog",
                "- cat\n- dog\n- grey owl",
                "cat, dog, grey owl",
                "id,name\n0,cat\n1,dog\n2,grey owl",
                "cat 0\ndog 1\ngrey owl 2",
                "0 - cat\n1 - dog\n2 - grey owl",
                "1. cat\n2. dog\n3. grey owl",
                "('cat', 'dog', 'grey owl')",
                "CLASSES = ['cat', 'dog', 'grey owl']",
                "class_to_idx: {'dog': 1, 'cat': 0, 'grey owl': 2}",
                "{\"label2id\": {\"dog\": 1, \"cat\": 0, \"grey owl\": 2}}",
                "[{\"id\": 0, \"name\": \"cat\"}, {\"name\": \"dog\"}, {\"name\": \"grey owl\"}]",
            })
    void areRead(String text) {
        assertThat(names(text)).containsExactly("cat", "dog", "grey owl");
    }

    @Test
    void numbersThatArePartsOfNamesStay() {
        assertThat(names("class 0\nclass 1")).containsExactly("class 0", "class 1");
        assertThat(names("101 dalmatians\ncats")).containsExactly("101 dalmatians", "cats");
        assertThat(names("1 euro\n2 euro")).containsExactly("1 euro", "2 euro");
        assertThat(names("tench, Tinca tinca\ngoldfish, Carassius auratus"))
                .hasSize(2)
                .contains("tench, Tinca tinca");
    }

    @Test
    void wordNetsNumbersAreKept() {
        assertThat(ClassNames.parse("n01440764 tench, Tinca tinca\nn01443537 goldfish"))
                .contains(new ClassNames.Name("goldfish", "n01443537"));
        assertThat(ClassNames.parse("{\"0\": [\"n01440764\", \"tench\"]}"))
                .containsExactly(new ClassNames.Name("tench", "n01440764"));
    }

    @Test
    void holesAndDoublesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names("{\"cat\": 0, \"dog\": 2}"))
                .withMessage("class 1 has no name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names("{\"cat\": 0, \"dog\": 0}"))
                .withMessage("class 0 has two names");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names("{\"cat\": "))
                .withMessageStartingWith("is not JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names("cat\n\ndog"))
                .withMessage("line 2 is empty");
    }
}
