package org.neurochains.onnx;

/** What a Slice picks of one dimension; ends as ONNX counts them, negative ones from behind. */
record OnnxRange(int axis, long start, long end, long step) {
    @Override
    public String toString() {
        return start + " to " + end + " in steps of " + step;
    }
}
