package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreContract;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the report of a person's own store, in a package of that person, says was not run. */
class StoreReportTest {

  static class Simple extends OffsetStoreContract {

    @Override
    protected OffsetStore newStore() {
      return OffsetStores.inMemory();
    }
  }

  static class Lacking extends DurableStoreContract {

    @TempDir Path folder;

    @Override
    protected OffsetStore newStore() {
      return elsewhere().open();
    }

    @Override
    protected Opener elsewhere() {
      String path = folder.toString();
      return () -> OffsetStores.file(Paths.get(path));
    }

    @Override
    protected Optional<String> lacks(Promise promise) {
      return promise == Promise.ORDERS_CLAIMS
          ? Optional.of("the cluster has no clock")
          : super.lacks(promise);
    }
  }

  @Test
  void namesWhatAContractHasThatTheStoreDoesNotExtend() {
    assertThat(report(selectClass(Simple.class)))
        .containsEntry("isEmptyAtFirst()", "SUCCESSFUL")
        .containsEntry(
            "hasRunWhatDurableStoresGiveToo()",
            "ABORTED: Assumption failed: Simple has not run what the contract has of several "
                + "stores of the same data, several processes and faults: extend "
                + "DurableStoreContract if the store's commits survive the process")
        .doesNotContainValue("FAILED")
        .satisfies(
            report ->
                assertThat(report.values())
                    .filteredOn(end -> end.startsWith("ABORTED"))
                    .hasSize(1));
  }

  @Test
  void hasTheReasonOfAStoreThatLacksAPromise() {
    assertThat(
            report(
                selectMethod(Lacking.class, "concurrentClaimsAllSucceedAndOnlyTheNewestMayAppend")))
        .containsOnly(
            entry(
                "concurrentClaimsAllSucceedAndOnlyTheNewestMayAppend()",
                "ABORTED: Assumption failed: not ORDERS_CLAIMS: the cluster has no clock"));
  }

  @Test
  void saysHowToRunTheCasesWithFaults() {
    assertThat(report(selectMethod(Lacking.class, "anAppendThatFailedBeforeItsStepChangedNothing")))
        .containsOnly(
            entry(
                "anAppendThatFailedBeforeItsStepChangedNothing()",
                "ABORTED: Lacking makes no commit fail: override open(Fault) to run what the "
                    + "contract has of faults"));
  }

  /** How each case ended, by its name, and why it was aborted. */
  private static Map<String, String> report(DiscoverySelector selector) {
    Map<String, String> report = new TreeMap<>();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selector).build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  String reason = result.getThrowable().map(e -> ": " + e.getMessage()).orElse("");
                  report.put(test.getDisplayName(), result.getStatus() + reason);
                }
              }
            });
    return report;
  }
}
