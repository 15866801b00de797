package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyCheckpointTest {
    @TempDir
    private Path folder;

    private Path file(byte[] content) {
        return WeightsFixture.file(folder, "m.pth", content);
    }

    private static PickleBytes head(int version) {
        PickleBytes head = new PickleBytes().op(0x80, 2, 0x8a, 10);
        head.op(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).op('.');
        return head.op(0x80, 2, 'M').little(version, 2).op('.').op(0x80, 2, '}', '.');
    }

    /** A dictionary of a, the elements of storage k from a view's first one on. */
    private static PickleBytes tensor(PickleBytes to, long storageSize, Runnable view, long elements) {
        to.op(0x80, 2, '}')
                .text("a")
                .tensor(
                        () -> {
                            to.op('(')
                                    .text("storage")
                                    .global("torch", "FloatStorage")
                                    .text("k")
                                    .text("cuda:1")
                                    .number(storageSize);
                            view.run();
                            to.op('t').op('Q');
                        },
                        0,
                        new long[] {elements},
                        new long[] {1});
        return to.op('s').op('.');
    }

    private static PickleBytes keys(PickleBytes to, String... keys) {
        to.op(0x80, 2, ']');
        for (String key : keys) {
            to.text(key).op('a');
        }
        return to.op('.');
    }

    private static byte[] good() {
        PickleBytes file = head(1001);
        tensor(file, 3, () -> file.op('N'), 3);
        return keys(file, "k")
                .little(3, 8)
                .raw(PickleBytes.littleFloats(1, 2, 3))
                .bytes();
    }

    @Test
    void aStateDictIsRead() {
        Map<String, float[]> values = WeightsFixture.values(file(good()));
        assertThat(values.get("a")).containsExactly(1, 2, 3);
    }

    @Test
    void storagesThatAreViewsOfOthersAreRead() {
        PickleBytes file = head(1001);
        tensor(file, 5, () -> file.op('(').text("view").number(2).number(3).op('t'), 2);
        keys(file, "k").little(5, 8).raw(PickleBytes.littleFloats(1, 2, 3, 4, 5));
        assertThat(WeightsFixture.values(file(file.bytes())).get("a")).containsExactly(3, 4);
    }

    @Test
    void aStorageViewOutsideItsStorageIsRefused() {
        PickleBytes file = head(1001);
        tensor(file, 5, () -> file.op('(').text("view").number(3).number(3).op('t'), 2);
        WeightsFixture.assertRefused(file(file.bytes())).hasMessageContaining("view that leaves its storage");
    }

    @Test
    void aTensorOutsideItsStorageViewIsRefused() {
        PickleBytes file = head(1001);
        tensor(file, 5, () -> file.op('(').text("view").number(2).number(1).op('t'), 2);
        WeightsFixture.assertRefused(file(file.bytes())).hasMessageContaining("leaves its storage of 1 elements");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = good();
        for (int length = 0; length < whole.length; length++) {
            WeightsFixture.assertRefused(file(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void aListOfStoragesThatDoesNotFitIsRefused() {
        WeightsFixture.assertRefused(file(withKeys("k", "k"))).hasMessageContaining("does not fit");
        WeightsFixture.assertRefused(file(withKeys("other"))).hasMessageContaining("does not fit");
        WeightsFixture.assertRefused(file(withKeys()))
                .hasMessageContaining("storage k, which a tensor needs, is missing");
        PickleBytes none = head(1001);
        tensor(none, 3, () -> none.op('N'), 3).op(0x80, 2, 'N', '.');
        WeightsFixture.assertRefused(file(none.bytes())).hasMessageContaining("list of storage keys is missing");
    }

    private static byte[] withKeys(String... keys) {
        PickleBytes file = head(1001);
        tensor(file, 3, () -> file.op('N'), 3);
        keys(file, keys);
        for (int i = 0; i < 2; i++) {
            file.little(3, 8).raw(PickleBytes.littleFloats(1, 2, 3));
        }
        return file.bytes();
    }

    @Test
    void aClaimedStorageSizeIsNotBelieved() {
        PickleBytes file = head(1001);
        tensor(file, 1L << 40, () -> file.op('N'), 3);
        keys(file, "k").little(1L << 40, 8).raw(PickleBytes.littleFloats(1, 2, 3));
        WeightsFixture.assertRefused(file(file.bytes())).hasMessageContaining("cut short");
        PickleBytes other = head(1001);
        tensor(other, 3, () -> other.op('N'), 3);
        keys(other, "k").little(4, 8).raw(PickleBytes.littleFloats(1, 2, 3, 4));
        WeightsFixture.assertRefused(file(other.bytes())).hasMessageContaining("claims 4 elements");
    }

    @Test
    void otherPicklesAreRefused() {
        WeightsFixture.assertRefused(file(PickleBytes.protocol2().op('}').stop()))
                .hasMessageContaining("magic number");
        WeightsFixture.assertRefused(file(head(9).bytes())).hasMessageContaining("version is not 1001");
        WeightsFixture.assertRefused(
                        file(head(1001).op(0x80, 2).text("x").op('Q').stop()))
                .hasMessageContaining("persistent id");
        PickleBytes model = head(1001)
                .op(0x80, 2, '(')
                .text("module")
                .op('N', 'N', 'N')
                .op('t')
                .op('Q');
        WeightsFixture.assertRefused(file(model.stop())).hasMessageContaining("whole model");
    }
}
