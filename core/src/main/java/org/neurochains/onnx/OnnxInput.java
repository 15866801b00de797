package org.neurochains.onnx;

import java.util.List;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.TensorShapeProto.Dimension;
import org.neurochains.onnx.proto.OnnxProto.TypeProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * The images that an ONNX network takes.
 *
 * @param name the value's name
 * @param batch the number of images written into the file; 0 where it is free
 * @param axes NCHW, or NHWC as Keras has it
 * @param channels the number of channels; 3 where the file leaves it free
 * @param bytes whether pixels are unsigned bytes
 * @param height rows; 0 where the file leaves them free
 * @param width columns, likewise
 */
record OnnxInput(String name, long batch, String axes, int channels, boolean bytes, int height, int width) {
    private static final int LARGEST_SIDE = 1 << 14;
    private static final int BYTES = 2;
    private static final int MOST_CHANNELS = 1 << 12;

    static OnnxInput of(OnnxFile file, ValueInfoProto value) {
        String place = "input '" + Quoted.of(value.getName()) + "' ";
        TypeProto.Tensor type = value.getType().getTensorType();
        int element = type.getElemType();
        if (element != 1 && element != BYTES && element != 10 && element != 11 && element != 16) {
            throw file.fault(
                    place + "is of the element type " + element,
                    "images must be floating-point numbers; export in float32");
        }
        List<Dimension> dims = type.getShape().getDimList();
        if (dims.size() != 4) {
            throw file.fault(
                    place + "has " + dims.size() + " dimensions", "images have 4: number, channels, height, width");
        }
        boolean last = isColours(dims.get(3)) && !isColours(dims.get(1));
        Dimension channels = dims.get(last ? 3 : 1);
        return new OnnxInput(
                value.getName(),
                size(file, place, dims.get(0), Integer.MAX_VALUE),
                last ? "NHWC" : "NCHW",
                Math.max(size(file, place, channels, MOST_CHANNELS), channels.hasDimValue() ? 1 : 3),
                element == BYTES,
                size(file, place, dims.get(last ? 1 : 2), LARGEST_SIDE),
                size(file, place, dims.get(last ? 2 : 3), LARGEST_SIDE));
    }

    private static boolean isColours(Dimension dim) {
        return dim.getDimValue() == 1 || dim.getDimValue() == 3 || dim.getDimValue() == 4;
    }

    private static int size(OnnxFile file, String place, Dimension dim, int largest) {
        long value = dim.hasDimValue() ? dim.getDimValue() : 0;
        if (value < 0 || value > largest) {
            throw file.fault(place + "has a dimension of " + value, "at most " + largest + " is possible");
        }
        return (int) value;
    }
}
