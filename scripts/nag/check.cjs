/**
 * Loaded before an app: has cdk-nag look at it when it is synthesized. What docs/cdk-nag.md gives a reason for is acknowledged;
 * anything else fails the synthesis. Plain JavaScript, since the aws-cdk-lib that our types come from has no Validations yet.
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

/** Adds the plugins, and gives what they will find: the rules by stack and pack. */
function check(app) {
  const findings = [];
  for (const Pack of [AwsSolutionsChecks, ServerlessChecks]) {
    for (const { ruleName, violatingResources } of new Pack(app).validateScope(app).violations) {
      const rule = ruleName.replace(/\[.*/, ''); // of a rule with several findings each has a name of its own
      violatingResources.forEach(({ constructPath }) => findings.push({ rule, path: constructPath }));
      if (reasons[rule]) {
        Validations.of(app).acknowledge({ id: ruleName, reason: reasons[rule] });
      }
    }
    Validations.of(app).addPlugins(new Pack(app));
  }
  return findings;
}
