package org.neurochains.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/** A standalone cluster on this machine: a master and workers of one core, each a process of its own. */
final class StandaloneCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private StandaloneCluster(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a master and waits until it listens. */
    static StandaloneCluster start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(folder), port);
        Process master = cluster.launch(
                Map.of(),
                List.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                HOST,
                "--port",
                Integer.toString(port),
                "--webui-port",
                "0");
        while (!cluster.listens()) {
            if (!master.isAlive()) {
                throw new IllegalStateException("the master ended; its log is in " + folder);
            }
            Thread.onSpinWait();
        }
        return cluster;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String master() {
        return "spark://" + HOST + ":" + port;
    }

    /**
     * Starts a worker.
     *
     * @param environment of its executors, too
     * @param prefix words before the command, such as {@code unshare -m}
     */
    void worker(Map<String, String> environment, String... prefix) throws IOException {
        launch(
                environment,
                List.of(prefix),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                HOST,
                "--cores",
                "1",
                "--memory",
                "2048m",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve("work" + processes.size()).toString(),
                master());
    }

    private Process launch(Map<String, String> environment, List<String> prefix, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java("-Xmx256m"));
        command.add(main);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("process" + processes.size() + ".log").toFile());
        builder.environment().put("SPARK_HOME", home());
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The start of a command line with this process's Java and class path. */
    static List<String> java(String option) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(option);
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.add("-cp");
        command.add(classPath());
        return command;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Settings of a driver: executors get this process's class path. */
    static Map<String, String> settings() {
        home();
        Map<String, String> settings = new HashMap<>();
        settings.put("spark.executor.extraClassPath", classPath());
        settings.put("spark.executor.memory", "1024m");
        settings.put("spark.driver.host", HOST);
        return settings;
    }

    /** Settings under which trials start when as many executors are there. */
    static Map<String, String> settings(int executors) {
        Map<String, String> settings = settings();
        settings.put("spark.cores.max", Integer.toString(executors));
        settings.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        settings.put("spark.scheduler.maxRegisteredResourcesWaitingTime", "300s");
        return settings;
    }

    /** SPARK_HOME, made here: a folder with a folder for jars, which may be empty, since executors get a class path. */
    private static String home() {
        String home = System.getenv("SPARK_HOME");
        if (home == null) {
            throw new IllegalStateException("SPARK_HOME is not set");
        }
        try {
            Files.createDirectories(Path.of(home, "jars"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return home;
    }

    @Override
    public void close() {
        for (Process process : processes) {
            List<ProcessHandle> executors = process.descendants().toList();
            process.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
        }
        processes.forEach(process -> process.onExit().join());
    }
}
