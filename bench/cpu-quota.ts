import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Lambda gives CPU in proportion to memory. Source: AWS Lambda, "Configure Lambda function memory": 1,769 MB are one
 * vCPU.
 */
const MEGABYTES_PER_CPU = 1769;
/** Short, so that a process that has used up its share does not stand still for long. */
const PERIOD_MICROS = 20_000;

const CGROUPS = '/sys/fs/cgroup';
const NAME = 'cdk-twilio-sms-gateway-bench';

/** A limit for processes that write themselves into its file. */
export interface CpuQuota {
  readonly processes: string;
  remove(): void;
}

/**
 * Limits processes to the CPU that a function with this much memory gets. Undefined where the machine, or its user's
 * rights, do not allow it.
 */
export function cpuQuota(memoryMegabytes: number): CpuQuota | undefined {
  const quota = Math.round(PERIOD_MICROS * memoryMegabytes / MEGABYTES_PER_CPU);
  try {
    return fs.existsSync(path.join(CGROUPS, 'cgroup.controllers')) ? unified(quota) : legacy(quota);
  } catch {
    return undefined;
  }
}

/** Control groups, version 2. */
function unified(quota: number): CpuQuota {
  fs.writeFileSync(path.join(CGROUPS, 'cgroup.subtree_control'), '+cpu');
  const group = create(CGROUPS);
  fs.writeFileSync(path.join(group, 'cpu.max'), `${quota} ${PERIOD_MICROS}`);
  return handle(group);
}

/** Control groups, version 1. */
function legacy(quota: number): CpuQuota {
  const group = create(path.join(CGROUPS, 'cpu'));
  fs.writeFileSync(path.join(group, 'cpu.cfs_period_us'), String(PERIOD_MICROS));
  fs.writeFileSync(path.join(group, 'cpu.cfs_quota_us'), String(quota));
  return handle(group);
}

function create(parent: string): string {
  return fs.mkdtempSync(path.join(parent, `${NAME}-`));
}

function handle(group: string): CpuQuota {
  return { processes: path.join(group, 'cgroup.procs'), remove: () => fs.rmdirSync(group) };
}
