package org.neurochains.app;

import static org.neurochains.InputException.requireInRange;
import static org.neurochains.Phrase.text;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.NeuroChains;
import org.neurochains.weights.ModelCache;
import org.neurochains.weights.PublishedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Published weights. */
@Command(
        name = "models",
        description = "Published weights: torchvision's networks trained on ImageNet, in their first version.",
        subcommands = {ModelsCommand.ListModels.class, ModelsCommand.Get.class},
        footer = {
            "",
            "They are kept in a cache folder: NEUROCHAINS_CACHE/models if that variable is set, else"
                    + " ~/.cache/neurochains/models (Linux; XDG_CACHE_HOME), ~/Library/Caches/neurochains/models (macOS)"
                    + " or %%LOCALAPPDATA%%\\neurochains\\models (Windows). Delete that folder to clear it."
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: list or get NAME");
    }

    /** Which folder and which address. */
    static final class CacheArguments {
        @Option(
                names = "--cache",
                paramLabel = "DIR",
                description = "The folder with the files (default: see neurochains models --help).")
        @Nullable Path folder;

        @Option(
                names = "--mirror",
                paramLabel = "URL",
                description = "Fetch from this address (default: " + PublishedModel.ADDRESS + ").")
        @Nullable String mirror;

        @Option(
                names = "--patience",
                paramLabel = "S",
                defaultValue = "30",
                description = "Give a silent connection up after this many seconds (default: ${DEFAULT-VALUE}).")
        double patience;

        ModelCache cache() {
            requireInRange(
                    patience > 0 && patience <= 86_400, "--patience", patience, "seconds above 0, at most 86400");
            Path place = folder == null ? CacheFolder.models() : folder;
            return NeuroChains.published(place).from(address(), Duration.ofMillis(Math.round(patience * 1000)));
        }

        private URI address() {
            String text = mirror == null ? PublishedModel.ADDRESS : mirror.endsWith("/") ? mirror : mirror + "/";
            try {
                URI address = URI.create(text);
                if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                        && address.getHost() != null) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                throw InputException.of(
                        "--mirror " + text, "is no address", "give one such as https://host/models/", e);
            }
            throw InputException.of("--mirror " + text, "is no http address", "give one such as https://host/models/");
        }
    }

    /** What there is. */
    @Command(name = "list", description = "Lists the models, and which of them are here.")
    static final class ListModels extends Subcommand {
        @Mixin
        private final CacheArguments arguments = new CacheArguments();

        @Override
        protected int run(Session session) {
            ModelCache cache = arguments.cache();
            if (session.json()) {
                List<Map<String, Object>> models = new ArrayList<>();
                for (PublishedModel model : PublishedModel.all()) {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("name", model.name());
                    json.put("file", model.file());
                    json.put("mebibytes", model.mebibytes());
                    json.put("top1", model.top1());
                    json.put("place", cache.has(model) ? cache.place(model).toString() : null);
                    models.add(json);
                }
                Json.print(session.out(), Map.of("models", models));
                return ExitCode.DONE;
            }
            TextTable table = new TextTable("<>><<").row("name", "MiB", "top-1 %", "file", "here");
            for (PublishedModel model : PublishedModel.all()) {
                table.row(
                        model.name(),
                        text("%.1f", model.mebibytes()),
                        text("%.1f", model.top1()),
                        model.file(),
                        cache.has(model) ? cache.place(model).toString() : "-");
            }
            table.print(session.out());
            return ExitCode.DONE;
        }
    }

    /** One of them. */
    @Command(
            name = "get",
            description = "Fetches a model into the cache folder, checks it, and prints where it is.",
            footer = {"", "A download that was cut goes on where it stopped."})
    static final class Get extends Subcommand {
        @Mixin
        private final CacheArguments arguments = new CacheArguments();

        @Parameters(paramLabel = "NAME", description = "Its name, such as vgg19 or resnet50.")
        String name;

        @Override
        protected int run(Session session) {
            PublishedModel model = PublishedModel.of(name);
            Path file = arguments.cache().get(model, session.progress());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("name", model.name());
            document.put("file", file.toString());
            session.print(file, document);
            return ExitCode.DONE;
        }
    }
}
