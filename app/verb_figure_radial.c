// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/verb_figure_radial.h"

#include "app/case_options.h"
#include "core/family.h"
#include "core/output.h"
#include "core/radial_curves.h"
#include "core/ylm.h"
#include "shaders/page.h"
#include "shaders/radial_figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *site, *lm, *size, *output;
    double dpi;
    int kind, r_axis, profile, units;
    bool dark, transparent;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_CHOICE, "kind", "slices|radial", "curves against r",
      offsetof(arguments, kind) },
    { KKR_OPTION_TEXT, "o", "FILE", ".png .pdf .svg", offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "site", "K,...", "which sites, from 1 on [1]",
      offsetof(arguments, site) },
    { KKR_OPTION_TEXT, "lm", "1,21,...|nonspherical",
      "which lm, from 1 on; 1 is the spherical part [1]", offsetof(arguments, lm) },
    { KKR_OPTION_CHOICE, "r-axis", "linear|log", "of the radius [linear]",
      offsetof(arguments, r_axis) },
    { 0 },
};

static const kkr_option page_options[] = {
    { KKR_OPTION_CHOICE, "profile", "journal-1col|journal-2col|beamer|slide",
      "sizes of text and lines [journal-2col]", offsetof(arguments, profile) },
    { KKR_OPTION_TEXT, "size", "WxH", "of the page in mm [as the profile says]",
      offsetof(arguments, size) },
    { KKR_OPTION_REAL, "dpi", "N", "pixels of a PNG per inch [300]",
      offsetof(arguments, dpi) },
    { KKR_OPTION_CHOICE, "units", "Ry|mRy|Ha|eV|meV", "of the values [Ry]",
      offsetof(arguments, units) },
    { KKR_OPTION_FLAG, "dark", NULL, "dark page and colours",
      offsetof(arguments, dark) },
    { KKR_OPTION_FLAG, "transparent", NULL, "no paper",
      offsetof(arguments, transparent) },
    { 0 },
};

static const kkr_option sample_options[] = {
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B", "spin; B = (up - down)/2 [avg]",
      offsetof(kkr_case_arguments, channel) },
    { KKR_OPTION_CHOICE, "mode", "cell|stored|mt",
      "V in the exact cell, as stored (V Theta), or in the muffin tin [cell]",
      offsetof(kkr_case_arguments, mode) },
    { KKR_OPTION_CHOICE, "nuclear", "on|off", "V includes -2Z/r [on]",
      offsetof(kkr_case_arguments, nuclear) },
    { 0 },
};

bool kkr_figure_wants_radial(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--kind=radial") == 0 ||
            (strcmp(argv[i], "--kind") == 0 && i + 1 < argc &&
             strcmp(argv[i + 1], "radial") == 0))
            return true;
    return false;
}

/** "1,21,25" as indices from 0; the caller frees. NULL if the text is no such list. */
static int *parse_list(const char *option, const char *text, int most, int *n,
                       kkr_error *err)
{
    int *list = kkr_alloc(strlen(text) + 1, sizeof *list);
    char *copy = kkr_strdup(text), *save = NULL;
    bool good = true;
    *n = 0;
    for (char *word = strtok_r(copy, ",", &save); good && word;
         word = strtok_r(NULL, ",", &save)) {
        good = kkr_option_counts(word, &list[*n], 1) == 1 && list[*n] <= most;
        list[(*n)++]--;
    }
    free(copy);
    if (good && *n > 0)
        return list;
    free(list);
    kkr_fail(err, KKR_ERROR_USAGE, "--%s needs numbers from 1 to %d, found \"%s\"",
             option, most, text);
    return NULL;
}

static int largest_lm(const kkr_case *object, const kkr_sampler *sampler, int site)
{
    const kkr_expansion *v = kkr_sampler_v(sampler, site, false);
    const kkr_potential_entry *entry = object->sites[site].entry[0];
    int lm_max = v ? kkr_n_lm(v->l_max) : 1;
    return entry && entry->lm_max > lm_max ? entry->lm_max : lm_max;
}

static int *list_lm(const arguments *own, const kkr_case *object,
                    const kkr_sampler *sampler, int site, int *n, kkr_error *err)
{
    if (strcmp(own->lm, "nonspherical") != 0)
        return parse_list("lm", own->lm, largest_lm(object, sampler, site), n, err);
    int *lm;
    *n = kkr_radial_nonspherical(sampler, site, &lm);
    if (*n > 0)
        return lm;
    free(lm);
    kkr_fail(err, KKR_ERROR_MISSING, "site %d of %s has no non-spherical parts",
             site + 1, object->name);
    return NULL;
}

/** Every chosen lm of every chosen site of one case. */
static kkr_radial_curves *curves_of_case(const arguments *own,
                                         const kkr_case_arguments *options,
                                         const kkr_case *object,
                                         const kkr_sampler *sampler, kkr_error *err)
{
    int n_sites, n = 0;
    int *sites = parse_list("site", own->site, object->n_sites, &n_sites, err);
    if (!sites)
        return NULL;
    kkr_radial_source *sources = NULL;
    bool good = true;
    for (int i = 0; good && i < n_sites; i++) {
        int n_lm, *lm = list_lm(own, object, sampler, sites[i], &n_lm, err);
        good = lm;
        if (!good)
            break;
        sources = kkr_realloc(sources, n + n_lm, sizeof *sources);
        for (int k = 0; k < n_lm; k++)
            sources[n++] = (kkr_radial_source){ .object = object,
                                                .sampler = sampler,
                                                .nuclear = options->nuclear == 0,
                                                .site = sites[i],
                                                .lm = lm[k] };
        free(lm);
    }
    kkr_radial_curves *curves = good ? kkr_radial_curves_new(sources, n, err) : NULL;
    free(sources);
    free(sites);
    return curves;
}

/** The one site and lm of a family's members. */
static kkr_radial_curves *curves_of_family(const arguments *own,
                                           const kkr_case_arguments *options,
                                           const kkr_family *family, const kkr_job *job,
                                           kkr_error *err)
{
    enum { N_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };
    int site, lm;
    if (kkr_option_counts(own->site, &site, 1) != 1 ||
        kkr_option_counts(own->lm, &lm, 1) != 1 || lm > N_LM) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "a family needs one site and one lm, found --site %s --lm %s",
                 own->site, own->lm);
        return NULL;
    }
    kkr_case_options open;
    if (!kkr_case_arguments_options(options, &open, err))
        return NULL;
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = (kkr_mode)options->mode;
    params.channel = (kkr_channel)options->channel;
    params.nuclear = options->nuclear == 0;
    kkr_radial_curves *curves =
        kkr_family_curves(family, &open, params, site - 1, lm - 1, job, err);
    for (int i = 0; curves && i < curves->n_notes; i++)
        kkr_verb_warn("%s", curves->notes[i]);
    return curves;
}

static bool draw(const arguments *own, kkr_case_arguments *options,
                 const kkr_arguments *paths, const kkr_radial_page *page,
                 kkr_output *output, kkr_error *err)
{
    kkr_job job = kkr_verb_job(options->threads);
    KKR_AUTO(kkr_case) object = NULL;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    KKR_AUTO(kkr_radial_curves) curves = NULL;
    KKR_AUTO(kkr_family)
    family = kkr_family_find(paths->paths, paths->n_paths, err);
    if (!family && err->code)
        return false;
    if (family) {
        curves = curves_of_family(own, options, family, &job, err);
    } else {
        object = kkr_case_arguments_open(options, paths, &job, err);
        sampler =
            object ? kkr_case_arguments_sampler(options, object, &job, err) : NULL;
        curves = sampler ? curves_of_case(own, options, object, sampler, err) : NULL;
    }
    if (!curves)
        return false;
    kkr_radial_view view = { .log_r = own->r_axis == 1,
                             .unit = (kkr_energy_unit)own->units,
                             .field = options->channel == KKR_CHANNEL_B,
                             .dark = own->dark };
    if (kkr_radial_figure_write(curves, &view, page, output, err))
        return kkr_output_commit(output, err);
    if (err->code == KKR_ERROR_FORMAT) // a page that nothing fits on
        err->code = KKR_ERROR_USAGE;
    return false;
}

/** What needs no files. */
static bool fill_page(const arguments *own, kkr_radial_page *page, kkr_error *err)
{
    int format;
    if (!own->output)
        return kkr_fail(err, KKR_ERROR_USAGE, "figure needs -o FILE.png, .pdf or .svg");
    if (!kkr_output_suffix(own->output, kkr_page_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (own->dpi <= 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--dpi needs a number above 0");
    *page = (kkr_radial_page){ .profile = (kkr_profile)own->profile,
                               .dpi = own->dpi,
                               .transparent = own->transparent };
    if (!own->size)
        return true;
    char width[64] = "";
    const char *cut = strchr(own->size, 'x');
    if (cut && (size_t)(cut - own->size) < sizeof width)
        memcpy(width, own->size, (size_t)(cut - own->size));
    if (!cut || !kkr_option_number(width, &page->width_mm) ||
        !kkr_option_number(cut + 1, &page->height_mm) || !(page->width_mm > 0) ||
        !(page->height_mm > 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--size needs WxH in mm above 0, found \"%s\"", own->size);
    return true;
}

static const kkr_verb radial_verb = {
    .usage = "--kind radial CASE|FAMILY -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws V, V - V0, |V| and |V - V0| of a site as curves against the radius: "
        "the\n"
        "spherical part, or the coefficients of real spherical harmonics (--lm). A\n"
        "family is a folder with the folders of one host and of many impurities, or\n"
        "these folders themselves: one curve per impurity, coloured by Z. Impurities\n"
        "that cannot be read are named and left out.",
};

bool kkr_figure_radial(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    kkr_verb radial = radial_verb;
    radial.name = verb->name;
    radial.summary = verb->summary;
    arguments own = {
        .site = "1", .lm = "1", .profile = KKR_PROFILE_JOURNAL_2COL, .dpi = 300
    };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "The page", page_options, &own },
        { "What is sampled", sample_options, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(&radial, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    kkr_radial_page page;
    if (!fill_page(&own, &page, err))
        return false;
    KKR_AUTO(kkr_output) output = kkr_output_new(own.output, err);
    return output && draw(&own, &options, &paths, &page, output, err);
}
