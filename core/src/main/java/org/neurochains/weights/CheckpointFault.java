package org.neurochains.weights;

import java.util.Set;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;

/** The remedies and recurring faults of PyTorch checkpoints. */
final class CheckpointFault {
    static final String SAVE_AGAIN = "save the weights again with torch.save(model.state_dict(), FILE)";

    private static final Set<String> CODE_MODULES = Set.of("""
            builtins __builtin__ os posix nt sys subprocess socket shutil runpy importlib pickle _pickle marshal
            ctypes torch.serialization torch.hub webbrowser operator functools commands pty code timeit bdb pdb
            asyncio multiprocessing
            """.split("\\s+"));

    private CheckpointFault() {}

    /** A pickle refers to a name that is not on the allow list. */
    static InputException global(Cursor in, String module, String name) {
        String full = Quoted.of(module + "." + name);
        if (PickleGlobal.isWithin(module, CODE_MODULES)) {
            return in.fault(
                    "calls " + full + ", which weights never need; nothing was executed",
                    "do not trust this file; get the weights from their author as safetensors or a state_dict");
        }
        if (name.matches("q(u)?int.*|_rebuild_qtensor|Q(U)?Int.*Storage") || module.contains("quantized")) {
            return in.fault(
                    "is quantised (" + full + "): its weights are integers with scales",
                    "save the state_dict from before quantisation, or export the network as ONNX with"
                            + " QuantizeLinear and DequantizeLinear");
        }
        if (isModel(module)) {
            return in.fault(
                    "holds a whole model (" + full + ") instead of its weights; nothing was executed", SAVE_AGAIN);
        }
        return in.fault("refers to " + full + ", which weights do not need; nothing was executed", SAVE_AGAIN);
    }

    private static boolean isModel(String module) {
        return module.startsWith("torch.nn.")
                || module.startsWith("torchvision.")
                || module.startsWith("timm.")
                || module.startsWith("__torch__")
                || module.equals("__main__");
    }
}
