package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;

class StateDictTest {
    private static Pickled.View view() {
        Pickled.Slice slice = new Pickled.Slice(new Pickled.Storage("0", 4), ElementType.F32, 0, 1);
        return new Pickled.View(slice.storage(), slice.type(), 0, new long[] {1}, new long[] {1});
    }

    private static Pickled.Dict dict(Object... keysAndValues) {
        Pickled.Dict dict = new Pickled.Dict();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            dict.items().put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return dict;
    }

    private static void assertRefused(Object value, String problem) {
        assertThatThrownBy(() -> StateDict.find(value, "f", null))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void theDictionaryItselfInItsOrder() {
        Pickled.Dict dict = dict("b", view(), "epoch", 3L, "a", view());
        assertThat(StateDict.find(dict, "f", null).keySet()).containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict", "model_state_dict", "model", "net", "network", "weights", "params", "mine"})
    void theDictionaryUnderAKey(String key) {
        Pickled.Dict dict = dict("epoch", 3L, key, dict("a", view()), "optimizer", dict("state", dict("0", view())));
        assertThat(StateDict.find(dict, "f", null).keySet()).containsExactly("a");
    }

    @Test
    void twoLevelsDown() {
        assertThat(StateDict.find(dict("model", dict("state_dict", dict("a", view()))), "f", null)
                        .keySet())
                .containsExactly("a");
    }

    @Test
    void theUsualKeyWinsOverOthers() {
        Pickled.Dict dict = dict("ema", dict("x", view()), "state_dict", dict("a", view()), "alpha", view());
        assertThat(StateDict.find(dict, "f", null).keySet()).containsExactly("a");
    }

    @Test
    void whatIsNotOneStateDictIsRefused() {
        assertRefused(new Pickled.Items(), "no dictionary");
        assertRefused(dict("a", "text"), "no tensors");
        assertRefused(
                dict("generator", dict("a", view()), "critic", dict("a", view())),
                "several dictionaries of parameters: critic, generator");
        assertRefused(dict(1L, view()), "key that is no text");
    }

    private static Pickled.Items list(Object... values) {
        Pickled.Items list = new Pickled.Items();
        list.values().addAll(List.of(values));
        return list;
    }

    private static Pickled.Tuple pair(Object... values) {
        return new Pickled.Tuple(List.of(values));
    }

    @Test
    void aDictionaryCanBeNamed() {
        Pickled.Dict dict = dict("state_dict", dict("a", view()), "state_dict_ema", dict("module", dict("b", view())));
        assertThat(StateDict.find(dict, "f", "state_dict_ema").keySet()).containsExactly("b");
        assertThat(StateDict.find(dict("x", dict("a", view()), "y", dict("b", view())), "f", "y")
                        .keySet())
                .containsExactly("b");
        for (String key : List.of("ema", "epoch", "")) {
            assertThatThrownBy(() -> StateDict.find(dict, "f", key))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("no such dictionary; it has state_dict, state_dict_ema");
        }
        assertThatThrownBy(() -> StateDict.find(dict("a", view()), "f", "a")).hasMessageContaining("leave it out");
        assertThatThrownBy(() -> StateDict.find(dict("a", dict("text", "b")), "f", "a"))
                .hasMessageContaining("no tensors");
    }

    @Test
    void aListOfPairsIsADictionary() {
        Pickled.Items pairs = list(pair("b", view()), pair("a", view()));
        assertThat(StateDict.find(pairs, "f", null).keySet()).containsExactly("b", "a");
        assertThat(StateDict.find(dict("epoch", 3L, "model", pairs), "f", null).keySet())
                .containsExactly("b", "a");
        assertThat(StateDict.find(dict("x", pairs, "y", pairs), "f", null).keySet())
                .containsExactly("b", "a");
        assertThat(StateDict.find(pair(list("a", view())), "f", null).keySet()).containsExactly("a");
    }

    @Test
    void aListOfAnythingElseIsNot() {
        assertRefused(list(pair("a", view()), pair("a", view())), "no dictionary");
        assertRefused(list(pair("a", view(), view())), "no dictionary");
        assertRefused(list(pair(1L, view())), "no dictionary");
        assertRefused(list(pair("a", "b")), "no dictionary");
        assertRefused(list(view()), "no dictionary");
        Pickled.Items self = list(pair("a", view()));
        self.values().add(self);
        assertRefused(self, "no dictionary");
    }

    @Test
    void aDictionaryThatHoldsItselfIsNotFollowedForever() {
        Pickled.Dict self = dict();
        self.items().put("state_dict", self);
        self.items().put("model", self);
        assertRefused(self, "no tensors");
        self.items().put("a", view());
        assertThat(StateDict.find(self, "f", null).keySet()).containsExactly("a");
    }
}
