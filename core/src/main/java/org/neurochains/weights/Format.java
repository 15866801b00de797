package org.neurochains.weights;

/** The kinds of model file, told apart by their content. */
public enum Format {
    /** A JSON header and raw values. */
    SAFETENSORS,
    /** What {@code torch.save} writes since PyTorch 1.6: a zip archive with a pickle and one entry per storage. */
    ZIP_CHECKPOINT,
    /** What {@code torch.save} wrote before PyTorch 1.6: pickles, then storages. */
    LEGACY_CHECKPOINT,
    /** What {@code torch.save} wrote before PyTorch 0.2: a tar archive. */
    TAR_CHECKPOINT,
    /** A network graph with its weights; not read by {@link WeightFile}. */
    ONNX
}
