package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layout of these archives is the one PyTorch still reads: torch.load gives the same values for them. */
class TarCheckpointTest {
    @TempDir
    private Path folder;

    private Path file(byte[] content) {
        return WeightsFixture.file(folder, "m.pth", content);
    }

    private static byte[] tar(Object... namesAndContents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            byte[] content = (byte[]) namesAndContents[i + 1];
            out.writeBytes(header((String) namesAndContents[i], content.length, '0'));
            out.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
        }
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static byte[] header(String name, long size, char kind) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(header, 124, String.format("%011o\0%011o\0", size, 0));
        put(header, 148, "        ");
        header[156] = (byte) kind;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** One storage, number 7, of the floats 1 to 6, and number 8, its elements 2 to 4. */
    private static byte[] storages() {
        PickleBytes out = PickleBytes.protocol2().number(1).op('.');
        out.op(0x80, 2).number(7).text("cpu").global("torch", "FloatStorage").op(0x87, '.');
        out.little(6, 8).raw(PickleBytes.littleFloats(1, 2, 3, 4, 5, 6));
        out.op(0x80, 2, ']', '(')
                .number(8)
                .number(7)
                .number(2)
                .number(3)
                .op('t')
                .op('a', '.');
        return out.bytes();
    }

    /** Tensor 20 is the whole as 3x2, transposed; tensor 21 the last two of storage 8. */
    private static byte[] tensors() {
        PickleBytes out = PickleBytes.protocol2().number(2).op('.');
        tensor(out, 20, 7, new long[] {2, 3}, new long[] {1, 2}, 0);
        tensor(out, 21, 8, new long[] {2}, new long[] {1}, 1);
        return out.bytes();
    }

    private static void tensor(PickleBytes out, long key, long storage, long[] shape, long[] stride, long offset) {
        out.op(0x80, 2)
                .number(key)
                .number(storage)
                .global("torch", "FloatTensor")
                .op(0x87, '.');
        out.little(shape.length, 8);
        for (long each : shape) {
            out.little(each, 8);
        }
        for (long each : stride) {
            out.little(each, 8);
        }
        out.little(offset, 8);
    }

    private static byte[] pickle() {
        PickleBytes out =
                PickleBytes.protocol2().global("collections", "OrderedDict").op(')', 'R');
        out.text("weight").text("20").op('Q', 's').text("bias").number(21).op('Q', 's');
        return out.stop();
    }

    private static byte[] good() {
        return tar(
                "sys_info",
                PickleBytes.protocol2().op('}').stop(),
                "pickle",
                pickle(),
                "tensors",
                tensors(),
                "storages",
                storages());
    }

    @Test
    void aStateDictIsRead() {
        Map<String, float[]> values = WeightsFixture.values(file(good()));
        assertThat(values.get("weight")).containsExactly(1, 3, 5, 2, 4, 6);
        assertThat(values.get("bias")).containsExactly(4, 5);
        assertThat(WeightFile.format(file(good()))).isEqualTo(Format.TAR_CHECKPOINT);
    }

    @Test
    void truncationsAreRefused() {
        byte[] whole = good();
        int needed = whole.length - 1024 - 512 + storages().length;
        for (int length = 0; length < needed; length += 37) {
            WeightsFixture.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void aDamagedArchiveIsRefused() {
        byte[] sum = good();
        sum[3]++;
        WeightsFixture.assertRefused(file(sum)).hasMessageContaining("damaged header at byte 0");
        WeightsFixture.assertRefused(file(tar("readme", new byte[5]))).hasMessageContaining("no entry storages");
        WeightsFixture.assertRefused(file(tar("storages", storages(), "storages", storages())))
                .hasMessageContaining("two entries named storages");
        byte[] link = header("storages", 0, '2');
        WeightsFixture.assertRefused(file(link)).hasMessageContaining("no entry storages");
        byte[] huge = header("storages", 0777_777_777L, '0');
        WeightsFixture.assertRefused(file(huge)).hasMessageContaining("cut short");
    }

    @Test
    void contradictionsAreRefused() {
        byte[] none = PickleBytes.protocol2().number(0).op('.').bytes();
        WeightsFixture.assertRefused(file(tar("storages", storages(), "tensors", none, "pickle", pickle())))
                .hasMessageContaining("the tensor 20, which is missing");
        WeightsFixture.assertRefused(file(tar("storages", storages(), "tensors", storage(9, 0, 6), "pickle", pickle())))
                .hasMessageContaining("storage that is missing");
        WeightsFixture.assertRefused(file(tar("storages", storages(), "tensors", storage(8, 2, 2), "pickle", pickle())))
                .hasMessageContaining("leaves its storage of 3 elements");
        WeightsFixture.assertRefused(
                        file(tar("storages", storages(), "tensors", storage(8, 0, 1L << 40), "pickle", pickle())))
                .hasMessageContaining("more than 2147483639 elements");
        byte[] deep = PickleBytes.protocol2()
                .number(1)
                .op('.')
                .op(0x80, 2)
                .number(20)
                .number(7)
                .op('N')
                .op(0x87, '.')
                .little(1_000_000_000, 8)
                .bytes();
        WeightsFixture.assertRefused(file(tar("storages", storages(), "tensors", deep, "pickle", pickle())))
                .hasMessageContaining("1000000000 dimensions");
        byte[] claims = PickleBytes.protocol2()
                .number(1)
                .op('.')
                .op(0x80, 2)
                .number(7)
                .text("cpu")
                .global("torch", "FloatStorage")
                .op(0x87, '.')
                .little(1L << 60, 8)
                .bytes();
        WeightsFixture.assertRefused(file(tar("storages", claims, "tensors", tensors(), "pickle", pickle())))
                .hasMessageContaining("4611686018427387904 bytes are claimed");
    }

    private static byte[] storage(long storage, long offset, long elements) {
        PickleBytes out = PickleBytes.protocol2().number(1).op('.');
        tensor(out, 20, storage, new long[] {elements}, new long[] {1}, offset);
        return out.bytes();
    }
}
