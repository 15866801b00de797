package org.neurochains.weights;

import java.util.Map;
import org.neurochains.tensor.Tensor;

/**
 * What a safetensors file holds.
 *
 * @param tensors as float32, by name, in the header's order
 * @param metadata texts, may be empty
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {}
