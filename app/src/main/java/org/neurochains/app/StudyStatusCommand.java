package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.neurochains.Study;
import org.neurochains.study.StudyStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how far a study is. */
@Command(name = "status", description = "Says how far a study is, which may be running.")
final class StudyStatusCommand extends StudyCommand.OnFolder {
    private static final long LOOK_MILLIS = 1000;

    @Option(names = "--watch", description = "Go on until all trials are done, or Ctrl-C.")
    boolean watch;

    @Override
    protected int run(Session session) throws InterruptedException {
        Study study = study();
        StudyStatus status = study.status();
        while (watch && status.done() + status.failed() < status.trials()) {
            int finished = status.done() + status.failed();
            session.progress().report("study " + folder, finished, status.trials(), now(status));
            session.progress().check();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            status = study.status();
        }
        if (session.json()) {
            Json.print(session.out(), status);
        } else {
            print(status, session.out());
        }
        return ExitCode.DONE;
    }

    private static String now(StudyStatus status) {
        return status.active() ? status.running() + " running" + failed(status) : "not running now" + failed(status);
    }

    private static String failed(StudyStatus status) {
        return status.failed() == 0 ? "" : ", " + status.failed() + " failed";
    }

    private static void print(StudyStatus status, PrintWriter out) {
        TextTable table = new TextTable("<<")
                .row("trials", status.trials())
                .row("done", status.done())
                .row("failed", status.failed())
                .row("running", status.active() ? String.valueOf(status.running()) : "0 (no process runs the study)");
        if (status.trialsPerMinute() > 0) {
            table.row("rate", text("%.1f trials a minute", status.trialsPerMinute()));
        }
        if (status.secondsLeft() > 0) {
            table.row("time left", clock(status.secondsLeft()) + (status.active() ? "" : " once it runs"));
        }
        table.print(out);
        for (StudyStatus.Failure failure : status.reasons()) {
            out.println();
            out.println(failure.trials() + " failed: " + failure.reason());
        }
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return text("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
