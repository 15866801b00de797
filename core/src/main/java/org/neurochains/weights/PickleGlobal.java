package org.neurochains.weights;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.ElementType;

/**
 * A name that a pickle of weights may refer to: the allow list.
 *
 * @param name module and name, as Python writes them
 * @param role what a call of it builds
 * @param type the element type of a storage class or a type; null otherwise
 */
record PickleGlobal(String name, Role role, @Nullable ElementType type) {
    /** What a call of a global builds. None runs anything but the reader's own code. */
    enum Role {
        /** An empty ordered dictionary, or one of given pairs. */
        DICT,
        /** A tensor; the number of arguments differs by version. */
        TENSOR,
        /** A tensor with its element type as an argument. */
        TYPED_TENSOR,
        FIRST_ARGUMENT,
        /** The call of its first argument with its third. */
        FROM_TYPE,
        /** A class of storages. */
        STORAGE,
        /** An element type. */
        DTYPE,
        /** A value that weights do not need. */
        IGNORED
    }

    private static final Set<String> IGNORED = Set.of("""
            argparse.Namespace collections.Counter collections.defaultdict collections.deque decimal.Decimal
            types.SimpleNamespace typing.Any uuid.UUID easydict.EasyDict yacs.config.CfgNode _codecs.encode
            builtins.bool builtins.bytearray builtins.complex builtins.dict builtins.float builtins.frozenset
            builtins.int builtins.list builtins.object builtins.range builtins.set builtins.slice builtins.str
            builtins.tuple
            __builtin__.bool __builtin__.bytearray __builtin__.complex __builtin__.dict __builtin__.float
            __builtin__.frozenset __builtin__.int __builtin__.list __builtin__.object __builtin__.set
            __builtin__.str __builtin__.tuple
            numpy.core.multiarray.scalar numpy.core.multiarray._reconstruct numpy.dtype numpy.ndarray
            numpy._core.multiarray.scalar numpy._core.multiarray._reconstruct
            torch.device torch.Tensor torch.nn.parameter.Parameter
            """.split("\\s+"));

    /** Modules of times, paths and training programs' settings. */
    private static final Set<String> IGNORED_MODULES = Set.of("""
            datetime pathlib omegaconf pytorch_lightning lightning lightning_fabric mmengine mmcv fvcore
            numpy.random torch.optim
            """.split("\\s+"));

    private static final Map<String, PickleGlobal> ALLOWED = allowed();

    /** The global of a name, or null where it is not on the list. */
    static @Nullable PickleGlobal find(String module, String name) {
        String full = module + "." + name;
        return isWithin(module, IGNORED_MODULES) ? new PickleGlobal(full, Role.IGNORED, null) : ALLOWED.get(full);
    }

    /** Whether a module is one of several, or lies in one. */
    static boolean isWithin(String module, Set<String> modules) {
        return modules.stream().anyMatch(each -> module.equals(each) || module.startsWith(each + "."));
    }

    /** The element type that a value stands for in a role; null where it does not. */
    static @Nullable ElementType type(Object value, Role role) {
        return value instanceof Pickled.Callable callable && callable.global().role == role
                ? callable.global().type
                : null;
    }

    private static Map<String, PickleGlobal> allowed() {
        Map<String, PickleGlobal> list = new HashMap<>();
        add(list, "collections.OrderedDict", Role.DICT, null);
        add(list, "torch._utils._rebuild_tensor", Role.TENSOR, null);
        add(list, "torch._utils._rebuild_tensor_v2", Role.TENSOR, null);
        add(list, "torch._utils._rebuild_tensor_v3", Role.TYPED_TENSOR, null);
        add(list, "torch._utils._rebuild_parameter", Role.FIRST_ARGUMENT, null);
        add(list, "torch._utils._rebuild_parameter_with_state", Role.FIRST_ARGUMENT, null);
        add(list, "torch.Size", Role.FIRST_ARGUMENT, null);
        add(list, "torch._tensor._rebuild_from_type_v2", Role.FROM_TYPE, null);
        for (String untyped : new String[] {"torch.storage.UntypedStorage", "torch.UntypedStorage"}) {
            add(list, untyped, Role.STORAGE, ElementType.U8);
        }
        for (ElementType type : ElementType.values()) {
            add(list, "torch." + type.storageName(), Role.STORAGE, type);
            add(list, "torch.cuda." + type.storageName(), Role.STORAGE, type);
            add(list, "torch." + type.torchName(), Role.DTYPE, type);
            add(list, "torch." + type.tensorName(), Role.IGNORED, null);
            add(list, "torch.cuda." + type.tensorName(), Role.IGNORED, null);
        }
        IGNORED.forEach(name -> add(list, name, Role.IGNORED, null));
        return Map.copyOf(list);
    }

    private static void add(Map<String, PickleGlobal> list, String name, Role role, @Nullable ElementType type) {
        list.put(name, new PickleGlobal(name, role, type));
    }
}
