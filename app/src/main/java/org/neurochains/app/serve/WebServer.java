package org.neurochains.app.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The web app's server. It listens on the loopback interface only. */
public final class WebServer implements AutoCloseable {
    private static final int LARGEST_REQUEST = 1 << 20;
    private static final long LARGEST_IMAGE = 64L << 20;
    private static final int THREADS = 16;
    private static final int BACKLOG = 64;

    /** The app's own page may do nothing but speak with this server. */
    private static final String OWN =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** A chain's page has an origin of its own: whatever is in it can ask this server for nothing. */
    private static final String SANDBOX = "sandbox allow-scripts allow-downloads allow-popups; frame-ancestors 'self'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "bmp", "image/bmp");

    static {
        // The JDK's server would wait for the rest of a body that is refused, and for a request that never ends.
        System.setProperty("sun.net.httpserver.drainAmount", "0");
        System.setProperty("sun.net.httpserver.maxReqTime", "1800");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Guard guard;
    private final Roots roots;
    private final Workplace workplace;
    private final Jobs jobs;
    private final Requests requests;
    private final long largestUpload;

    /**
     * What a server works with.
     *
     * @param port 0 for any that is free
     * @param roots the folders that may be looked into, beside {@code out}
     * @param out the folder that everything is written into
     * @param largestUpload in bytes
     * @param program what the app shows of the program
     */
    public record Settings(int port, List<Path> roots, Path out, long largestUpload, Program program) {
        public Settings {
            roots = List.copyOf(roots);
        }
    }

    private WebServer(HttpServer server, Settings settings) {
        this.server = server;
        this.guard = Guard.of(server.getAddress().getPort());
        this.workplace = new Workplace(settings.out(), settings.program());
        List<Path> all = new ArrayList<>(settings.roots());
        Example example = settings.program().example();
        if (example != null) {
            all.add(example.folder());
        }
        all.add(workplace.folder());
        this.roots = new Roots(all);
        this.jobs = new Jobs(settings.program());
        this.requests = new Requests(roots, workplace, jobs, example);
        this.largestUpload = settings.largestUpload();
    }

    /**
     * Starts to listen.
     *
     * @throws InputException if the port is taken or a folder is not there
     */
    public static WebServer start(Settings settings) {
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, settings.port()), BACKLOG);
            WebServer web = new WebServer(server, settings);
            server.createContext("/", web::handle);
            server.setExecutor(web.threads);
            server.start();
            return web;
        } catch (IOException e) {
            throw InputException.of(
                    "--port " + settings.port(),
                    "cannot be listened on (" + e.getMessage() + ")",
                    "give another, or 0 for any",
                    e);
        }
    }

    /** Where the app is, with its token. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + guard.token() + "/");
    }

    /** Stops to listen, and waits until what runs has written what it found. */
    @Override
    public void close() {
        jobs.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                String path = guard.pass(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        header(exchange, "Host"),
                        header(exchange, "Origin"),
                        header(exchange, "Sec-Fetch-Site"));
                answer(exchange, URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (Refusal e) {
                skip(exchange);
                refuse(exchange, e.status(), e);
            } catch (IllegalArgumentException | JacksonException e) {
                refuse(exchange, 400, e);
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(WebServer.class).warn("a request failed", e);
                refuse(exchange, 500, e);
            }
        }
    }

    private static void refuse(HttpExchange exchange, int status, Exception e) throws IOException {
        byte[] reason = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        send(exchange, status, "text/plain; charset=utf-8", OWN, reason);
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("POST") && path.equals("api/upload")) {
            Path file = workplace.upload(query(exchange, "name"));
            Bodies.save(exchange.getRequestBody(), header(exchange, "Content-Length"), largestUpload, file);
            json(exchange, Map.of("path", file.toString()));
        } else if (method.equals("POST") && path.startsWith("api/cancel/")) {
            skip(exchange);
            jobs.of(Integer.parseInt(path.substring("api/cancel/".length()))).cancel();
            json(exchange, requests.state());
        } else if (method.equals("POST") && path.startsWith("api/start/")) {
            byte[] body = Bodies.read(exchange.getRequestBody(), header(exchange, "Content-Length"), LARGEST_REQUEST);
            JsonNode request = JsonMapper.shared().readTree(body);
            Job job = requests.start(path.substring("api/start/".length()), request);
            json(exchange, job.document());
        } else if (method.equals("GET")) {
            get(exchange, path);
        } else {
            throw new Refusal(405, "nothing here is done by " + method);
        }
    }

    /**
     * Takes in a body that nobody needs, if it is small: with one left over the connection would be closed under its
     * sender.
     */
    private static void skip(HttpExchange exchange) throws IOException {
        boolean chunked = header(exchange, "Transfer-Encoding") != null;
        String announced = Objects.requireNonNullElse(header(exchange, "Content-Length"), "0");
        if (!chunked) {
            Bodies.skip(exchange.getRequestBody(), announced);
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        skip(exchange);
        if (path.equals("api/state")) {
            json(exchange, requests.state());
        } else if (path.equals("api/files")) {
            json(exchange, roots.list(query(exchange, "path")));
        } else if (path.startsWith("api/result/")) {
            Job job = jobs.of(Integer.parseInt(path.substring("api/result/".length())));
            send(exchange, 200, "application/json", OWN, job.result().getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("api/image")) {
            image(exchange, roots.inside(query(exchange, "path")));
        } else if (path.startsWith("page/")) {
            Path page = workplace.page(path.substring("page/".length()));
            send(exchange, 200, type("html"), SANDBOX, Files.readAllBytes(page));
        } else {
            own(exchange, path.isEmpty() ? "app.html" : path);
        }
    }

    /** A file of the app itself; its names have no slash, so that they name nothing else. */
    private static void own(HttpExchange exchange, String name) throws IOException {
        if (name.matches("app\\w*\\.(html|js|css)")) {
            try (InputStream in = WebServer.class.getResourceAsStream(name)) {
                if (in != null) {
                    send(exchange, 200, type(name), OWN, in.readAllBytes());
                    return;
                }
            }
        }
        throw new Refusal(404, "there is nothing at " + name);
    }

    private static void image(HttpExchange exchange, Path file) throws IOException {
        String type = type(String.valueOf(file.getFileName()));
        if (!type.startsWith("image/") || !Files.isRegularFile(file) || Files.size(file) > LARGEST_IMAGE) {
            throw new Refusal(404, "is no image: " + file);
        }
        send(exchange, 200, type, SANDBOX, Files.readAllBytes(file));
    }

    private static String type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Objects.requireNonNullElse(TYPES.get(ending), "application/octet-stream");
    }

    private static void json(HttpExchange exchange, Object document) throws IOException {
        send(exchange, 200, "application/json", OWN, JsonMapper.shared().writeValueAsBytes(document));
    }

    private static void send(HttpExchange exchange, int status, String type, String policy, byte[] body)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static String query(HttpExchange exchange, String name) {
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
