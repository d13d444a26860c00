/** HTTP, who may come in, and the page. */
package io.github.kafkaspark.jobs.web;
