package org.neurochains.app;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.RunOptions;
import org.neurochains.Study;
import org.neurochains.study.StudyRun;
import org.neurochains.study.StudyStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the trials that a study lacks. */
@Command(
        name = "run",
        description = "Runs the trials that a study lacks; stop it and start it again at will.",
        footer = {
            "",
            "Each worker uses one thread, so that results do not depend on their number. Results go to trials.db as they come."
        })
final class StudyRunCommand extends StudyCommand.OnFolder {
    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Trials at the same time (default: --threads, else all cores).")
    @Nullable Integer workers;

    @Option(names = "--retry-failed", description = "Run trials again that failed.")
    boolean retryFailed;

    @Option(
            names = "--repair",
            description = "Replace a damaged store by what can be read of it; it is kept as trials.db.damaged.")
    boolean repair;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Run on Apache Spark: local[N], spark://HOST:PORT or another master's address (default: in this process).")
    @Nullable String spark;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of Spark, such as spark.executor.memory=4g (default: none); may be given several times.")
    Map<String, String> sparkConf = new LinkedHashMap<>();

    @Option(
            names = "--spark-ship",
            description =
                    "Send model and images to the cluster's machines, once each, instead of finding them there under the"
                            + " planned paths.")
    boolean sparkShip;

    @Override
    protected int run(Session session) {
        Study study = study();
        StudyRun.Counts outcome = outcome(study, session);
        int trials = study.plan().trials();
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("trials", trials);
            document.put("run", outcome.run());
            document.put("failed", outcome.failed());
            document.put("kept", outcome.kept());
            document.put("seconds", outcome.seconds());
            Json.print(session.out(), document);
        } else {
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%d trials: %d run now in %.1f s, %d of these failed, %d were there%n",
                            trials,
                            outcome.run(),
                            outcome.seconds(),
                            outcome.failed(),
                            outcome.kept());
            new Closing(session.out()).next("figures and numbers as a page", "neurochains study report " + folder);
        }
        if (outcome.failed() > 0) {
            session.message("'study status " + folder + "' says why trials failed; --retry-failed runs them again");
        }
        return ExitCode.DONE;
    }

    private StudyRun.Counts outcome(Study study, Session session) {
        ParentWatch watch = ParentWatch.over(session.progress());
        try {
            return study.run(options(session), watch);
        } catch (CancellationException e) {
            StudyStatus status = study.status();
            session.message((watch.orphaned() ? "the shell that started it has ended; " : "") + "stopped: "
                    + (status.done() + status.failed()) + " of " + study.plan().trials()
                    + " trials are stored; 'study run "
                    + folder + "' goes on from there");
            throw e;
        }
    }

    private RunOptions options(Session session) {
        if (workers != null && spark != null) {
            throw InputException.of("--workers", "excludes --spark", "local[N] names the number of workers");
        }
        return new RunOptions(
                workers == null ? session.threads() : workers, spark, sparkConf, sparkShip, retryFailed, repair);
    }
}
