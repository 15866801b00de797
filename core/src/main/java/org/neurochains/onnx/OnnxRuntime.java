package org.neurochains.onnx;

import java.lang.reflect.InvocationTargetException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Runs an ONNX file with ONNX Runtime where its jar (com.microsoft.onnxruntime:onnxruntime) is on the class path, as a
 * second opinion; the program does not need it, so it is reached by reflection.
 */
public final class OnnxRuntime {
    private static final String PACKAGE = "ai.onnxruntime.";
    /** Version 1.29 overflows its stack while it searches a command line of several thousand characters. */
    private static final int LONGEST_COMMAND = 2000;

    private OnnxRuntime() {}

    /** Whether the jar is there and may be used. */
    public static boolean isPresent() {
        try {
            Class.forName(PACKAGE + "OrtEnvironment", false, OnnxRuntime.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return false;
        }
        return ProcessHandle.current().info().commandLine().map(String::length).orElse(0) <= LONGEST_COMMAND;
    }

    /**
     * The first output, in row-major order.
     *
     * @param images (N, C, H, W)
     * @throws IllegalStateException if ONNX Runtime is not there or refuses the file
     */
    public static float[] run(Path file, Tensor images) {
        try {
            Class<?> type = Class.forName(PACKAGE + "OrtEnvironment");
            Object environment = call(type.getMethod("getEnvironment"), null);
            Object made = call(type.getMethod("createSession", String.class), environment, file.toString());
            try (AutoCloseable session = (AutoCloseable) made;
                    AutoCloseable input = tensor(type, environment, images)) {
                Object names = call(session.getClass().getMethod("getInputNames"), session);
                Object name = ((Iterable<?>) names).iterator().next();
                Object ran = call(session.getClass().getMethod("run", Map.class), session, Map.of(name, input));
                try (AutoCloseable result = (AutoCloseable) ran) {
                    return first(result);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("ONNX Runtime cannot run " + file + ": " + e.getMessage(), e);
        }
    }

    private static AutoCloseable tensor(Class<?> environment, Object of, Tensor images) throws Exception {
        Class<?> type = Class.forName(PACKAGE + "OnnxTensor");
        return (AutoCloseable) call(
                type.getMethod("createTensor", environment, FloatBuffer.class, long[].class),
                null,
                of,
                FloatBuffer.wrap(images.toFloats()),
                images.shape());
    }

    private static float[] first(AutoCloseable result) throws Exception {
        Object tensor = call(result.getClass().getMethod("get", int.class), result, 0);
        FloatBuffer values = (FloatBuffer) call(tensor.getClass().getMethod("getFloatBuffer"), tensor);
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return floats;
    }

    private static Object call(java.lang.reflect.Method method, @Nullable Object on, Object... arguments)
            throws Exception {
        try {
            return java.util.Objects.requireNonNull(method.invoke(on, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
