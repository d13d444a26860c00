package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JvmExitTest {

  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void saysWhatRunsThatBeganSinceTheExit() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Thread hook = new Thread(this::closeForEver, "the host's hook");
    hook.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                JvmExit.began(before, Thread.getAllStackTraces())
                    .contains("'the host's hook' in " + JvmExitTest.class.getName() + ".close"));
    end.countDown();
    hook.join();

    assertThat(JvmExit.began(before, Thread.getAllStackTraces())).doesNotContain("the host's hook");
  }

  private void closeForEver() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
