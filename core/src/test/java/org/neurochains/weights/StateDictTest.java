package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

class StateDictTest {
    private static Pickled.View view() {
        Pickled.Slice slice = new Pickled.Slice(new Pickled.Storage("0", 4), ElementType.F32, 0, 1);
        return new Pickled.View(slice, 0, new long[] {1}, new long[] {1});
    }

    private static Pickled.Dict dict(Object... keysAndValues) {
        Pickled.Dict dict = new Pickled.Dict();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            dict.items().put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return dict;
    }

    private static void assertRefused(Object value, String problem) {
        assertThatThrownBy(() -> StateDict.find(value, "f"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void theDictionaryItselfInItsOrder() {
        Pickled.Dict dict = dict("b", view(), "epoch", 3L, "a", view());
        assertThat(StateDict.find(dict, "f").keySet()).containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict", "model_state_dict", "model", "net", "network", "weights", "params", "mine"})
    void theDictionaryUnderAKey(String key) {
        Pickled.Dict dict = dict("epoch", 3L, key, dict("a", view()), "optimizer", dict("state", dict("0", view())));
        assertThat(StateDict.find(dict, "f").keySet()).containsExactly("a");
    }

    @Test
    void twoLevelsDown() {
        assertThat(StateDict.find(dict("model", dict("state_dict", dict("a", view()))), "f")
                        .keySet())
                .containsExactly("a");
    }

    @Test
    void theUsualKeyWinsOverOthers() {
        Pickled.Dict dict = dict("ema", dict("x", view()), "state_dict", dict("a", view()), "alpha", view());
        assertThat(StateDict.find(dict, "f").keySet()).containsExactly("a");
    }

    @Test
    void whatIsNotOneStateDictIsRefused() {
        assertRefused(new Pickled.Items(), "no dictionary");
        assertRefused(dict("a", "text"), "no tensors");
        assertRefused(dict("generator", dict("a", view()), "critic", dict("a", view())), "several dictionaries");
        assertRefused(dict(1L, view()), "key that is no text");
    }

    @Test
    void aDictionaryThatHoldsItselfIsNotFollowedForever() {
        Pickled.Dict self = dict();
        self.items().put("state_dict", self);
        self.items().put("model", self);
        assertRefused(self, "no tensors");
        self.items().put("a", view());
        assertThat(StateDict.find(self, "f").keySet()).containsExactly("a");
    }
}
