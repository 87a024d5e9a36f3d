/**
 * Preloaded by an app: runs cdk-nag when the app is synthesized. Findings with a reason in docs/cdk-nag.md are acknowledged, and
 * any other finding fails the synthesis. Plain JavaScript, since the aws-cdk-lib of our types has no Validations yet.
 */
const { writeFileSync } = require('node:fs');
const { App, Validations } = require('aws-cdk-lib');
const { AwsSolutionsChecks, ServerlessChecks } = require('cdk-nag');

const reasons = JSON.parse(process.env.NAG_REASONS);
const { synth } = App.prototype;

App.prototype.synth = function (...args) {
  if (!this.isChecked) {
    this.isChecked = true;
    writeFileSync(process.env.NAG_FINDINGS, JSON.stringify(check(this)));
  }
  return synth.apply(this, args);
};

/** Adds the plugins, and returns their findings: rules and construct paths. */
function check(app) {
  const findings = [];
  for (const Pack of [AwsSolutionsChecks, ServerlessChecks]) {
    for (const { ruleName, violatingResources } of new Pack(app).validateScope(app).violations) {
      const rule = ruleName.replace(/\[.*/, ''); // a rule with several findings has a name for each
      violatingResources.forEach(({ constructPath }) => findings.push({ rule, path: constructPath }));
      if (reasons[rule]) {
        Validations.of(app).acknowledge({ id: ruleName, reason: reasons[rule] });
      }
    }
    Validations.of(app).addPlugins(new Pack(app));
  }
  return findings;
}
