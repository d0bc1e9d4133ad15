"""The texts of the files of `reissue init ci`, with places for what differs between projects: `@name@`."""

from __future__ import annotations

CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
SETUP_PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0"
CACHE = "actions/cache@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3"
UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
DOWNLOAD = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0"

PULL_REQUEST = """\
# On every pull request: do clients, specifications and copies agree, and what changes for callers? Written by `reissue init ci --github`.
name: reissue
on:
  pull_request:
permissions: {}
jobs:
  reissue:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    defaults:
      run:
        working-directory: @folder@
    steps:
      - uses: @checkout@
        with:
          persist-credentials: false
          fetch-depth: 0  # what is compared with is the commit at which the branch began
      - uses: @setup-python@
        with:
          python-version: "3.13"
      - run: python -m pip install --quiet @install@
      - run: @gate@ --format github@page@
"""

WATCH = """\
# Once a week: have the vendors' pages behind the specifications changed? Written by `reissue init ci --github`.
# A change becomes a draft pull request with a report. It updates @lock-name@, so merging it says: reviewed.
name: vendor documentation
on:
  schedule:
    - cron: "17 5 * * 1"
  workflow_dispatch:
permissions: {}
concurrency:
  group: reissue-sources
  cancel-in-progress: false
jobs:
  look:
    # Reads what vendors wrote, so it may write nothing.
    runs-on: ubuntu-24.04
    timeout-minutes: 45
    permissions:
      contents: read
    outputs:
      changed: ${{ steps.look.outputs.changed }}
    defaults:
      run:
        working-directory: @folder@
    steps:
      - uses: @checkout@
        with:
          persist-credentials: false
      - uses: @setup-python@
        with:
          python-version: "3.13"
      - run: python -m pip install --quiet @install@
      - uses: @cache@
        with:
          # Without the pages of the last run a change is still found, but not shown line by line.
          path: @cache-path@
          key: reissue-sources-${{ github.run_id }}
          restore-keys: reissue-sources-
      - id: look
        run: |
          code=0
          reissue sources check --fetch --cache @cache-folder@ --report reissue-sources.md --format github || code=$?
          test "$code" -le 1 || exit "$code"
          cat reissue-sources.md >> "$GITHUB_STEP_SUMMARY"
          cp @lock@ before.lock || touch before.lock
          reissue sources refresh --offline --accept --cache @cache-folder@ > /dev/null || test "$?" -eq 1
          if cmp -s before.lock @lock@; then
            echo "changed=false" >> "$GITHUB_OUTPUT"
          else
            echo "changed=true" >> "$GITHUB_OUTPUT"
            mkdir -p proposal && cp @lock@ proposal/@lock-name@ && cp reissue-sources.md proposal/report.md
          fi
          echo "code=$code" >> "$GITHUB_OUTPUT"
      - if: steps.look.outputs.changed == 'true'
        uses: @upload@
        with:
          name: proposal
          path: @proposal-path@
          retention-days: 7
      - name: Fail where pages could not be read and there is no pull request to say so
        if: steps.look.outputs.changed == 'false'
        env:
          CODE: ${{ steps.look.outputs.code }}
        run: exit "$CODE"
  propose:
    needs: look
    if: needs.look.outputs.changed == 'true'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: @checkout@
      - uses: @download@
        with:
          name: proposal
          path: ${{ runner.temp }}/proposal
      - env:
          GH_TOKEN: ${{ github.token }}
        run: |
          report="$RUNNER_TEMP/proposal/report.md"
          prefix=reissue/vendor-documentation-
          open="$(gh pr list --state open --json number,headRefName \\
            --jq "[.[] | select(.headRefName | startswith(\\"$prefix\\"))][0].number // empty")"
          if [ -n "$open" ]; then  # somebody may work on its branch: only the report is brought up to date
            gh pr edit "$open" --body-file "$report"
            exit 0
          fi
          cp "$RUNNER_TEMP/proposal/@lock-name@" @lock-from-root@
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch --create "$prefix$GITHUB_RUN_ID"
          git add -- @lock-from-root@
          git commit --message "Vendor documentation has changed"
          git push origin "$prefix$GITHUB_RUN_ID"
          gh pr create --draft --title "Vendor documentation has changed" --body-file "$report" \\
            --head "$prefix$GITHUB_RUN_ID"
"""

_LOOK = """\
          code=0
          look() {  # the repository, and the folders of the copies that come from it
            there="$(mktemp -d)"
            git clone --quiet -- "$1" "$there"
            shift
            reissue vendor check --full --from "$there" "$@" || code=$?
          }
          @looks@
          exit "$code"
"""

COPIES = (
    """\
# Once a week: is there anything newer than the vendored copies? Written by `reissue init ci --github`.
name: vendored clients
on:
  schedule:
    - cron: "47 5 * * 1"
  workflow_dispatch:
permissions: {}
jobs:
  look:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    defaults:
      run:
        working-directory: @folder@
    steps:
      - uses: @checkout@
        with:
          persist-credentials: false
      - uses: @setup-python@
        with:
          python-version: "3.13"
      - run: python -m pip install --quiet @install@
      - run: |
"""
    + _LOOK
)

GITLAB = """\
# Jobs of Reissue. Written by `reissue init ci --gitlab`; include it from .gitlab-ci.yml:
#
#     include:
#       - local: .gitlab/reissue.yml
.reissue:
  image: python:3.13  # with git, which the slim one has not
  before_script:
    - cd @folder@
    - python -m pip install --quiet @install@

reissue:
  extends: .reissue
  variables:
    GIT_DEPTH: 0  # what is compared with is the commit at which the branch began
  script:
    - @gate@ --format junit > reissue.xml
  artifacts:
    when: always
    reports:
      junit: @junit-path@
"""

GITLAB_WATCH = """\

# For a pipeline schedule, once a week. The report is among the artifacts of the job.
reissue-sources:
  extends: .reissue
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - reissue sources check --fetch --cache @cache-folder@ --report reissue-sources.md
  cache:
    key: reissue-sources
    paths:
      - @cache-path@
  artifacts:
    when: always
    paths:
      - @report-path@
"""

GITLAB_COPIES = (
    """\

# For a pipeline schedule, once a week: is there anything newer than the vendored copies?
reissue-copies:
  extends: .reissue
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - |
"""
    + _LOOK
)

PRE_COMMIT = """\
# Hooks of Reissue. Written by `reissue init ci --pre-commit`.
repos:
  - repo: local
    hooks:
"""

HOOKS_OF_CLIENTS = """\
      - id: reissue-lint
        name: reissue lint
        entry: reissue lint
        language: python
        additional_dependencies: [@requirement@]
        files: @specs-pattern@
        pass_filenames: false
      - id: reissue-check
        name: reissue check
        entry: reissue check --full
        language: python
        additional_dependencies: [@requirement@]
        always_run: true
        pass_filenames: false
"""

HOOKS_OF_COPIES = """\
      - id: reissue-vendor-check
        name: reissue vendor check
        entry: @check@
        language: python
        additional_dependencies: [@requirement@]
        always_run: true
        pass_filenames: false
"""
