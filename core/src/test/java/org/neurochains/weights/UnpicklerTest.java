package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;

class UnpicklerTest {
    private static Object load(byte[] pickle) throws IOException {
        Bytes file = Bytes.of("f.pth", pickle);
        return Unpickler.load(new Cursor(file, "pickle", 0, pickle.length), new StorageIds());
    }

    private static void assertRefused(byte[] pickle, String problem) {
        assertThatThrownBy(() -> load(pickle))
                .isExactlyInstanceOf(InputException.class)
                .hasMessageStartingWith("f.pth: ")
                .hasMessageContaining(problem);
    }

    private static List<Object> items(Object value) {
        return ((Pickled.Items) value).values();
    }

    private static List<Object> tuple(Object value) {
        return ((Pickled.Tuple) value).values();
    }

    private static PickleBytes pickle() {
        return PickleBytes.protocol2();
    }

    /** What PyTorch writes for packed parameters, for quantised tensors and for storages of them. */
    @Test
    void quantisedWeightsAreNamedAsSuch() {
        assertRefused(pickle().global("torch._utils", "_rebuild_qtensor").stop(), "is quantised");
        assertRefused(pickle().global("torch", "qint8").stop(), "is quantised (torch.qint8)");
        assertRefused(pickle().global("torch", "QUInt8Storage").stop(), "is quantised");
        assertRefused(
                pickle().global("torch.ao.nn.quantized.modules.conv", "Conv2d").stop(), "QuantizeLinear");
    }

    @Test
    void numbersOfEveryProtocol() throws IOException {
        PickleBytes numbers = pickle().op('(')
                .ascii("I-5\nI01\nI00\nL7L\nF2.5\n")
                .op('J')
                .little(-3, 4)
                .op('K', 200);
        numbers.op('M')
                .little(40000, 2)
                .op(0x8a, 0)
                .op(0x8a, 1, 0xff)
                .op(0x8b)
                .little(2, 4)
                .op(0, 1);
        numbers.op('G', 0x3f, 0xf0, 0, 0, 0, 0, 0, 0).op('N', 0x88, 0x89).op('t');
        assertThat(tuple(load(numbers.stop())))
                .containsExactly(
                        -5L,
                        true,
                        false,
                        7L,
                        2.5,
                        -3L,
                        200L,
                        40000L,
                        0L,
                        -1L,
                        256L,
                        1.0,
                        Pickled.None.NONE,
                        true,
                        false);
    }

    @Test
    void aNumberBeyondALongIsKept() throws IOException {
        byte[] pickle = pickle().op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop();
        assertThat(load(pickle)).isEqualTo(new BigInteger("1950a86a20f9469cfc6c", 16));
    }

    @Test
    void textsOfEveryProtocol() throws IOException {
        PickleBytes texts = pickle().op('(')
                .ascii("S'a'\nVb\n")
                .op('T')
                .little(1, 4)
                .ascii("c")
                .op('U', 1)
                .ascii("d");
        texts.text("\u00e9")
                .op(0x8c, 1)
                .ascii("f")
                .op(0x8d)
                .little(1, 8)
                .ascii("g")
                .op('t');
        assertThat(tuple(load(texts.stop()))).containsExactly("a", "b", "c", "d", "\u00e9", "f", "g");
    }

    @Test
    void containersAndTheMemo() throws IOException {
        PickleBytes list = pickle().op(']')
                .op('q', 0)
                .op('K', 1)
                .op('a')
                .op('(', 'K', 2, 'K', 3)
                .op('e');
        list.op('}').op('q', 1).text("k").op('h', 0).op('s').op(0x86);
        List<Object> pair = tuple(load(list.stop()));
        assertThat(items(pair.get(0))).containsExactly(1L, 2L, 3L);
        assertThat(((Pickled.Dict) pair.get(1)).items()).containsEntry("k", pair.get(0));
    }

    @Test
    void memoizeAndFramesOfProtocol4() throws IOException {
        PickleBytes frame = new PickleBytes()
                .op(0x80, 4, 0x95)
                .little(8, 8)
                .op(0x8c, 1)
                .ascii("x")
                .op(0x94);
        assertThat(tuple(load(frame.op('h', 0).op(0x86).stop()))).containsExactly("x", "x");
    }

    @Test
    void anOrderedDictionaryOfPairsAsPython2WroteIt() throws IOException {
        PickleBytes pairs =
                pickle().global("collections", "OrderedDict").op(']').op('(');
        pairs.text("b")
                .op('K', 1)
                .op(0x86)
                .text("a")
                .op('K', 2)
                .op(0x86)
                .op('e')
                .op(0x85, 'R');
        assertThat(((Pickled.Dict) load(pairs.stop())).items().keySet()).containsExactly("b", "a");
    }

    @Test
    void harmlessClassesOfTrainingRunsArePassedOver() throws IOException {
        PickleBytes options = pickle().global("argparse", "Namespace")
                .op(')')
                .op(0x81)
                .op('}')
                .text("lr")
                .op('K', 1);
        assertThat(load(options.op('s').op('b').stop())).isInstanceOf(Pickled.Ignored.class);
    }

    @Test
    void aValueMayHoldItself() throws IOException {
        List<Object> self =
                items(load(pickle().op(']').op('q', 0).op('h', 0).op('a').stop()));
        assertThat(self.get(0)).isInstanceOf(Pickled.Items.class);
    }

    @Test
    void deepNestingDoesNotOverflow() throws IOException {
        PickleBytes deep = pickle().op(']');
        for (int i = 0; i < 300_000; i++) {
            deep.op(0x85);
        }
        assertThat(load(deep.stop())).isInstanceOf(Pickled.Tuple.class);
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "__builtin__, eval",
        "builtins, getattr",
        "subprocess, Popen",
        "torch.serialization, load",
        "torch.nn.modules.conv, Conv2d",
        "__main__, Net",
        "my.models, Thing",
        "torch, ComplexFloatStorage",
        "torch._utils, _rebuild_qtensor",
        "collections, OrderedDict.fromkeys"
    })
    void aGlobalThatIsNotOnTheListIsRefusedByName(String module, String name) {
        String full = module + "." + name;
        assertRefused(pickle().global(module, name).stop(), full);
        assertRefused(pickle().text(module).text(name).op(0x93).stop(), full);
        assertRefused(pickle().ascii("(i" + module + "\n" + name + "\n").stop(), full);
    }

    @Test
    void nothingThatIsNoFunctionIsCalled() {
        assertRefused(pickle().text("os.system").text("ls").op(0x85, 'R').stop(), "no function");
        assertRefused(pickle().global("torch", "FloatStorage").op(')', 'R').stop(), "calls torch.FloatStorage");
        assertRefused(pickle().global("collections", "OrderedDict").op(']', 'R').stop(), "without a tuple");
        assertRefused(pickle().op('(').op('o').stop(), "calls nothing");
        PickleBytes again = pickle().global("torch._tensor", "_rebuild_from_type_v2")
                .op('q', 0)
                .op('h', 0)
                .op('N', ')');
        assertRefused(again.op(0x87, 'R').stop(), "within itself");
    }

    @Test
    void aDamagedProgramIsRefused() {
        assertRefused(pickle().bytes(), "cut short");
        assertRefused(pickle().stop(), "where there is none");
        assertRefused(pickle().op('(').stop(), "where there is none");
        assertRefused(pickle().op('0').stop(), "where there is none");
        assertRefused(pickle().op('(', '2').stop(), "where there is none");
        assertRefused(pickle().op('e').stop(), "never opened");
        assertRefused(pickle().op('h', 9).stop(), "recalls the value 9");
        assertRefused(pickle().op(0xff).stop(), "0xff");
        assertRefused(pickle().op(0x82, 1).stop(), "0x82");
        assertRefused(new PickleBytes().op(0x80, 9).stop(), "protocol 9");
        assertRefused(pickle().op('X').little(0x7fffffff, 4).stop(), "2147483647 bytes are claimed");
        assertRefused(pickle().op(0x8d).little(-1, 8).stop(), "18446744073709551615 bytes are claimed");
        assertRefused(pickle().op(0x8b).little(0x7fffffff, 4).stop(), "whole number of 2147483647 bytes");
        assertRefused(pickle().ascii("Ix\n").stop(), "x in place of a whole number");
        assertRefused(pickle().ascii("Fx\n").stop(), "x in place of a number");
        assertRefused(pickle().ascii("Sx\n").stop(), "without quotes");
        assertRefused(pickle().ascii("S" + "x".repeat(5000) + "\n").stop(), "longer than 4096");
        assertRefused(pickle().op('N', 'N').op('a').stop(), "no list");
        assertRefused(pickle().op('N', 'N', 'N').op('s').stop(), "no dictionary");
        assertRefused(pickle().op('}', '(', 'N').op('u').stop(), "key without a value");
        assertRefused(pickle().op('N', '}').op('b').stop(), "attributes");
        assertRefused(
                pickle().op('}').text("k").op('N', 's').text("k").op('N', 's').stop(), "the key k twice");
    }

    @Test
    void workAndMemoryAreBounded() {
        byte[] values = new byte[2_000_100];
        java.util.Arrays.fill(values, (byte) 'N');
        assertRefused(values, "1000000 values");
        byte[] steps = new byte[5_000_000];
        for (int i = 0; i < steps.length; i += 2) {
            steps[i] = 'N';
            steps[i + 1] = '0';
        }
        assertRefused(steps, "4000000 instructions");
    }

    @Test
    void aSharedListOfPairsIsCharged() {
        PickleBytes pairs = pickle().op(']').op('q', 0).op('(');
        for (int i = 0; i < 30_000; i++) {
            pairs.op('M').little(i, 2).op('N').op(0x86);
        }
        pairs.op('e');
        for (int i = 0; i < 1000; i++) {
            pairs.global("collections", "OrderedDict").op('h', 0).op(0x85, 'R', '0');
        }
        assertRefused(pairs.stop(), "4000000 instructions");
    }
}
