package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.OffsetStore;

/** The plan that docs/resume.md shows. */
final class PlanExample {

  private PlanExample() {}

  static ResumePlan plan() {
    OffsetStore store = OffsetStores.inMemory();
    SurprisingBrokers.store(Surprise.AGED_OUT, store);
    return Resume.from(store, SurprisingBrokers.STREAM)
        .firstTimeFails()
        .policy(ResumePolicy.standard().on(Surprise.AGED_OUT, Answer.EARLIEST))
        .plan(SurprisingBrokers.failing());
  }
}
