package dev.justjit.host.process;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others could have put into the cache is not used. */
class CacheFolderTest {
    @TempDir private Path folder;

    private void mode(String permissions) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    private void refused(String why) {
        IOException refused = assertThrows(IOException.class, () -> CacheFolder.requireOwn(folder));
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }

    @Test
    void othersMayReadAndNotWrite() throws IOException {
        mode("rwxr-xr-x");
        assertDoesNotThrow(() -> CacheFolder.requireOwn(folder));
        mode("rwxrwx---");
        refused("others may write to ");
        mode("rwx----w-");
        refused("others may write to ");
        mode("rwx------");
        assertDoesNotThrow(() -> CacheFolder.requireOwn(folder));
    }

    @Test
    void itsOwnerIsTheUser() throws IOException {
        Object user = Files.getAttribute(folder, "unix:uid");
        try {
            Files.setAttribute(folder, "unix:uid", 12345);
        } catch (IOException notAllowed) {
            assumeTrue(false, "only root gives files away");
        }
        refused("belongs to another user");
        Files.setAttribute(folder, "unix:uid", user);
    }
}
