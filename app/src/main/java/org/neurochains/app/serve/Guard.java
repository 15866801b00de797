package org.neurochains.app.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A request must name this server as its host, so that no foreign name that is made to point here is
 * answered; must carry the token in its path; and, where it comes from a page or changes something, must come from this
 * server's own page.
 */
final class Guard {
    private static final int TOKEN_BYTES = 32;

    private final String token;
    private final Set<String> hosts;

    /** A guard of a server on a port, with a token drawn at random. */
    static Guard of(int port) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new Guard(Base64.getUrlEncoder().withoutPadding().encodeToString(random), port);
    }

    Guard(String token, int port) {
        this.token = token;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    String token() {
        return token;
    }

    /**
     * Lets a request pass.
     *
     * @param path the request's raw path
     * @return what follows the token, without the slash between them
     * @throws Refusal otherwise; it does not say whether the token was right
     */
    String pass(String method, String path, @Nullable String host, @Nullable String origin, @Nullable String site) {
        if (host == null || !hosts.contains(host)) {
            throw new Refusal(403, "this server answers to 127.0.0.1 and localhost only");
        }
        String[] parts = path.split("/", 3);
        if (parts.length < 3 || !same(parts[1])) {
            throw new Refusal(403, "the address is not the one that was printed");
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        boolean own = origin != null && origin.startsWith("http://") && hosts.contains(origin.substring(7));
        boolean foreignSite = site != null && !site.equals("same-origin") && !(reads && site.equals("none"));
        if ((origin == null ? !reads : !own) || foreignSite) {
            throw new Refusal(403, "the request comes from another page");
        }
        return parts[2];
    }

    /** In a time that says nothing about how much of it is right. */
    private boolean same(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
