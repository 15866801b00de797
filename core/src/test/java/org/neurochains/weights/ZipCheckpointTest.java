package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.tensor.Scope;

class ZipCheckpointTest {
    private static final byte[] FOUR = PickleBytes.littleFloats(1, 2, 3, 4);

    @TempDir
    private Path folder;

    private Path file(byte[] content) {
        return WeightsFixture.file(folder, "m.pth", content);
    }

    private Path checkpoint(PickleBytes pickle) {
        return file(ZipBytes.checkpoint(pickle.stop(), "0", FOUR));
    }

    private static PickleBytes dict() {
        return PickleBytes.protocol2().op('}');
    }

    /** One tensor named a that is the whole of storage 0. */
    private static PickleBytes plain() {
        return dict().text("a").floats("0", 4).op('s');
    }

    /** One tensor named a on the four floats of storage 0. */
    private Path view(long offset, long[] shape, long[] stride) {
        PickleBytes pickle = dict().text("a");
        pickle.tensor(() -> pickle.storage("FloatStorage", "0", 4), offset, shape, stride);
        return checkpoint(pickle.op('s'));
    }

    private static float[] a(Path file) {
        return Objects.requireNonNull(WeightsFixture.values(file).get("a"));
    }

    @Test
    void aStateDictIsRead() {
        assertThat(a(checkpoint(plain()))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void viewsShareAStorage() {
        assertThat(a(view(0, new long[] {2, 2}, new long[] {1, 2}))).containsExactly(1, 3, 2, 4);
        assertThat(a(view(1, new long[] {2}, new long[] {2}))).containsExactly(2, 4);
        assertThat(a(view(3, new long[] {}, new long[] {}))).containsExactly(4);
        assertThat(a(view(2, new long[] {3, 1, 2}, new long[] {0, 7, 1}))).containsExactly(3, 4, 3, 4, 3, 4);
        assertThat(a(view(9, new long[] {0, 3}, new long[] {3, 1}))).isEmpty();
        assertThat(a(view(0, new long[] {1, 4}, new long[] {99, 1}))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aViewOutsideItsStorageIsRefused() {
        WeightsFixture.assertRefused(view(1, new long[] {4}, new long[] {1}))
                .hasMessageContaining("leaves its storage");
        WeightsFixture.assertRefused(view(4, new long[] {1}, new long[] {1}))
                .hasMessageContaining("leaves its storage");
        WeightsFixture.assertRefused(view(4, new long[] {}, new long[] {})).hasMessageContaining("leaves its storage");
        WeightsFixture.assertRefused(view(0, new long[] {2}, new long[] {Long.MAX_VALUE}))
                .hasMessageContaining("leaves its storage");
        WeightsFixture.assertRefused(view(0, new long[] {3, 2}, new long[] {1L << 62, 1}))
                .hasMessageContaining("leaves its storage");
        WeightsFixture.assertRefused(view(-1, new long[] {1}, new long[] {1})).hasMessageContaining("negative");
        WeightsFixture.assertRefused(view(3, new long[] {2}, new long[] {-1})).hasMessageContaining("negative");
        WeightsFixture.assertRefused(view(0, new long[] {-2, -2}, new long[] {1, 1}))
                .hasMessageContaining("negative");
        WeightsFixture.assertRefused(view(0, new long[] {2}, new long[] {1, 1}))
                .hasMessageContaining("1 dimensions and 2");
        WeightsFixture.assertRefused(view(0, new long[40], new long[40])).hasMessageContaining("40 dimensions");
    }

    @Test
    void anExpandedTensorCannotFillTheMemory() {
        WeightsFixture.assertRefused(view(0, new long[] {1L << 40}, new long[] {0}))
                .hasMessageContaining("more than 2147483639 elements");
        WeightsFixture.assertRefused(view(0, new long[] {1L << 30}, new long[] {0}))
                .hasMessageContaining("1073741824 elements of storages that hold 4");
        PickleBytes many = dict();
        for (int i = 0; i < 2000; i++) {
            String name = "t" + i;
            many.text(name).tensor(() -> many.storage("FloatStorage", "0", 4), 0, new long[] {1000}, new long[] {0});
            many.op('s');
        }
        WeightsFixture.assertRefused(checkpoint(many)).hasMessageContaining("2000000 elements of storages that hold 4");
    }

    /** A checkpoint of two: the usual one is a dictionary, the average a list of pairs; half of the floats each. */
    @Test
    void anAverageIsReadWhereItIsNamed() {
        PickleBytes pickle = dict().text("state_dict").op('}').text("a");
        half(pickle, 0).op('s', 's');
        pickle.text("state_dict_ema").op(']').text("module.a");
        Path file = checkpoint(half(pickle, 2).op(0x86, 'a', 's'));

        assertThat(a(file)).containsExactly(1, 2);
        try (Scope scope = Scope.open()) {
            assertThat(WeightFile.read(file, "state_dict_ema").tensors().get("a"))
                    .satisfies(
                            tensor -> assertThat(Objects.requireNonNull(tensor).toFloats())
                                    .containsExactly(3, 4));
            assertThatThrownBy(() -> WeightFile.read(file, "ema"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("it has state_dict, state_dict_ema");
        }
    }

    private static PickleBytes half(PickleBytes pickle, long offset) {
        return pickle.tensor(() -> pickle.storage("FloatStorage", "0", 4), offset, new long[] {2}, new long[] {1});
    }

    @Test
    void aFittingStorageIsDemanded() {
        WeightsFixture.assertRefused(checkpoint(dict().text("a").floats("1", 4).op('s')))
                .hasMessageContaining("no entry archive/data/1");
        WeightsFixture.assertRefused(checkpoint(dict().text("a").floats("0", 5).op('s')))
                .hasMessageContaining("has 16 bytes, its tensors need 20");
        WeightsFixture.assertRefused(
                        checkpoint(dict().text("a").floats("0", Long.MAX_VALUE).op('s')))
                .hasMessageContaining("beyond any file");
        WeightsFixture.assertRefused(checkpoint(
                        dict().text("a").floats("../../etc/passwd", 4).op('s')))
                .hasMessageContaining("no entry archive/data/../../etc/passwd");
        PickleBytes two =
                dict().text("a").floats("0", 4).op('s').text("b").floats("0", 3).op('s');
        WeightsFixture.assertRefused(checkpoint(two)).hasMessageContaining("size was different before");
    }

    @Test
    void parametersAndTypedTensorsAreRead() {
        PickleBytes parameter = dict().text("a")
                .global("torch._utils", "_rebuild_parameter")
                .op('(')
                .floats("0", 4);
        parameter
                .op(0x88)
                .global("collections", "OrderedDict")
                .op(')', 'R')
                .op('t')
                .op('R')
                .op('s');
        assertThat(a(checkpoint(parameter))).containsExactly(1, 2, 3, 4);

        PickleBytes typed =
                dict().text("a").global("torch._utils", "_rebuild_tensor_v3").op('(');
        typed.op('(')
                .text("storage")
                .global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu")
                .number(16);
        typed.op('t').op('Q').number(1).numbers(2).numbers(2).op(0x89).op('N');
        typed.global("torch", "float32").op('t').op('R').op('s');
        assertThat(a(checkpoint(typed))).containsExactly(2, 4);

        PickleBytes subclass = dict().text("a")
                .global("torch._tensor", "_rebuild_from_type_v2")
                .op('(');
        subclass.global("torch._utils", "_rebuild_parameter").global("torch.nn.parameter", "Parameter");
        subclass.op('(')
                .floats("0", 4)
                .op(0x88, 'N')
                .op('t')
                .op('}')
                .op('t')
                .op('R')
                .op('s');
        assertThat(a(checkpoint(subclass))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theByteOrderIsThatOfTheArchive() {
        byte[] big = ByteBuffer.allocate(16)
                .putFloat(1)
                .putFloat(2)
                .putFloat(3)
                .putFloat(4)
                .array();
        assertThat(a(file(new ZipBytes()
                        .stored("x/data.pkl", plain().stop())
                        .stored("x/byteorder", "big")
                        .stored("x/data/0", big)
                        .bytes())))
                .containsExactly(1, 2, 3, 4);
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("x/data.pkl", plain().stop())
                        .stored("x/byteorder", "middle")
                        .stored("x/data/0", big)
                        .bytes()))
                .hasMessageContaining("byteorder says middle");
    }

    @Test
    void deflatedEntriesAreRead() {
        byte[] noise = new byte[1 << 20];
        new Random(5).nextBytes(noise);
        for (int i = 3; i < noise.length; i += 4) {
            noise[i] = 0x3f; // finite
        }
        byte[] pickle = dict().text("a").floats("0", noise.length / 4).op('s').stop();
        float[] values = a(file(new ZipBytes()
                .deflated("x/data.pkl", pickle)
                .deflated("x/data/0", noise)
                .bytes()));
        float[] expected = new float[noise.length / 4];
        ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(expected);
        assertThat(values).isEqualTo(expected);
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        byte[] zeros = new byte[8 << 20];
        byte[] pickle = dict().text("a").floats("0", zeros.length / 4).op('s').stop();
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("x/data.pkl", pickle)
                        .deflated("x/data/0", zeros)
                        .bytes()))
                .hasMessageContaining("would unpack from");
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("x/data.pkl", plain().stop())
                        .deflated("x/data/0", new byte[20])
                        .bytes()))
                .hasMessageContaining("has 20 bytes, its tensors need 16");
    }

    @ParameterizedTest
    @CsvSource({
        "model.weights.h5, a Keras model",
        "conv1.weight.npy, an archive of NumPy arrays",
        "net/models/model.json, torch.onnx.export(torch.export.load(FILE)",
        "folder/net.onnx, 'holds [folder/net.onnx]; unpack it'",
        "Data/com.apple.CoreML/Manifest.json, a network of Core ML"
    })
    void otherArchivesAreRefusedByWhatTheyHold(String entry, String problem) {
        WeightsFixture.assertRefused(file(new ZipBytes().stored(entry, "x").bytes()))
                .hasMessageContaining(problem);
    }

    @Test
    void whatIsNoCheckpointIsRefused() {
        WeightsFixture.assertRefused(
                        file(new ZipBytes().stored("readme.txt", "hi").bytes()))
                .hasMessageContaining("without data.pkl");
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("a/data.pkl", "x")
                        .stored("b/data.pkl", "y")
                        .bytes()))
                .hasMessageContaining("several data.pkl");
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("a/data.pkl", "x")
                        .stored("a/constants.pkl", "y")
                        .bytes()))
                .hasMessageContaining("TorchScript");
        WeightsFixture.assertRefused(file(new ZipBytes()
                        .stored("a/data.pkl", "x")
                        .stored("a/code/net.py", "y")
                        .bytes()))
                .hasMessageContaining("TorchScript");
        WeightsFixture.assertRefused(checkpoint(PickleBytes.protocol2().op(']')))
                .hasMessageContaining("no dictionary");
        WeightsFixture.assertRefused(checkpoint(dict())).hasMessageContaining("no tensors");
        WeightsFixture.assertRefused(
                        checkpoint(PickleBytes.protocol2().text("module").op(0x85, 'Q')))
                .hasMessageContaining("whole model");
        WeightsFixture.assertRefused(
                        checkpoint(PickleBytes.protocol2().text("x").op('Q')))
                .hasMessageContaining("persistent id");
    }

    @Test
    void trainingStateBesideTheWeightsDoesNotMatter() {
        PickleBytes whole =
                dict().text("epoch").op('K', 3).op('s').text("state_dict").op('}');
        whole.text("module.a").floats("0", 4).op('s').op('s');
        assertThat(a(checkpoint(whole))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void bothTypesOfOneStorageAreReadOnce() {
        PickleBytes pickle = dict().text("a").floats("0", 4).op('s').text("b");
        pickle.tensor(() -> pickle.storage("IntStorage", "0", 4), 0, new long[] {1}, new long[] {1})
                .op('s');
        Path file = checkpoint(pickle);
        Map<String, float[]> values = WeightsFixture.values(file);
        assertThat(values.get("b")).containsExactly(0x3f800000);
        try (Scope scope = Scope.open()) {
            assertThat(WeightFile.read(file).types())
                    .containsEntry("a", ElementType.F32)
                    .containsEntry("b", ElementType.I32);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = ZipBytes.checkpoint(plain().stop(), "0", FOUR);
        for (int length = 0; length < whole.length; length++) {
            WeightsFixture.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void noFlippedByteIsMoreThanRefused() {
        byte[] whole = ZipBytes.checkpoint(plain().stop(), "0", FOUR);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) 0x81;
            Path file = file(flipped);
            try {
                assertThat(a(file)).containsExactly(1, 2, 3, 4); // a byte that does not matter, such as a date
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }
}
