// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/shell.h"
#include "app/verb.h"
#include "core/place.h"
#include "core/word.h"

#ifdef KKR_HAVE_UI
#include "ui/application.h"
#endif

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <hdf5.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_FAILED = 1, STATUS_USAGE = 2, STATUS_INTERRUPTED = 130 };

static const kkr_verb verbs[] = {
    { "info", kkr_verb_info, "what the files are and what they hold", "CASE [options]",
      "Prints which file got which role and why, the structure, the sites, and what\n"
      "is unusual about them. Of a data set or an archive of AiiDA: which "
      "calculations\n"
      "are in it." },
    { "probe", kkr_verb_probe, "exact values at points",
      "CASE --points FILE|- [options]",
      "Reads three numbers a line (bohr; # begins a comment) and writes CSV:\n"
      "x,y,z,value,site,r,inside. Lengths in bohr, values in Ry. site is the owner,\n"
      "counted from 1; r the distance from it; inside is 1 in a known cell. Outside\n"
      "all known cells: value nan, site 0." },
    { "radial", kkr_verb_radial, "V_L(r) on the radial mesh",
      "CASE|DATASET [--site K] [--lm 1,21,...] [options]",
      "Writes CSV: r in bohr, then one column per lm (1-based, l*l + l + m + 1) in\n"
      "Ry. Column 1 is the spherical potential, -2Z/r included unless --nuclear off;\n"
      "the others are the coefficients of the real spherical harmonics. Borders of\n"
      "panels occur twice, as in the files." },
    { "line", kkr_verb_line, "an exact profile along a line",
      "CASE --from P --to P [-n N] [options]",
      "A point P is x,y,z in bohr or site:K. Writes CSV: d,x,y,z,value,site,r,inside;\n"
      "d is the distance from the first point. Where the line crosses a cell face the\n"
      "point appears twice, with the value from each side." },
    { "plane", kkr_verb_plane, "an exact slice",
      "CASE --plane SPEC [--size N[xM]] [--width W] [options]",
      "SPEC is h,k,l[@offset], a normal along the Cartesian axes and offset in bohr,\n"
      "a:h,k,l[@offset] along the lattice vectors, or P;P;P through three points.\n"
      "Writes .csv (s,t,x,y,z,value,site), .npy (value[row][column], the first row at\n"
      "the lowest t) or .h5. Lengths in bohr, values in Ry." },
    { "convert", kkr_verb_convert, "a Cartesian grid for other programs",
      "CASE|DATASET -o FILE (--grid N[xMxK] | --spacing H) [options]",
      "Writes .h5 (VTKHDF ImageData, float, readable as plain HDF5), .cube, .xsf,\n"
      ".vti or .npy, by suffix. The grid of a crystal is its unit cell along its own\n"
      "axes, without the repeated end points; any other box includes both ends. A "
      "data\n"
      "set becomes files by a pattern like -o {name}.cube, or one .h5 with a grid of\n"
      "each entry; --join shows the .h5 of several shards as one." },
    { "cells", kkr_verb_cells, "the Voronoi cells", "CASE [--json] [--jumps]",
      "Prints volume, radii, faces, vertices and critical radii of each cell, and the\n"
      "sum of the volumes against the unit cell. Lengths in bohr. --jumps compares "
      "the\n"
      "potentials of neighbouring cells on their faces." },
    { "shapes", kkr_verb_shapes, "shape functions of the cells",
      "CASE (-o FILE | --compare FILE) [options]",
      "Writes the shape functions of the exact polyhedra, on the meshes of voronoi, "
      "as\n"
      "a file that KKRhost (a crystal) or KKRimp (an embedding) reads; or compares "
      "such\n"
      "a file with them, l by l, and says what is wrong with it (exit status 1)." },
    { "check", kkr_verb_check, "is everything right with this case?",
      "CASE|DATASET [--json] [--grid N] [-o FILE]",
      "One line per check: files, geometry, shape functions, energy zero, symmetry,\n"
      "jumps at the cell faces, and a grid against the exact potential; each with a\n"
      "value, what is expected of it, and a verdict: ok, note, warn or fail. Exit\n"
      "status 1 if one failed. Of a data set a line for each entry, or files by a\n"
      "pattern like -o {name}.json." },
    { "jl", kkr_verb_jl, "Jacobi-Legendre features of points",
      "CASE|DATASET|FILE.xyz --points FILE|- [settings]",
      "Writes CSV: a header of labels, then one row of features a point. Points of a\n"
      "case are in bohr, those of an extended XYZ structure in angstrom; all settings\n"
      "are in angstrom. Around the cluster of an embedding the host goes on." },
    { "fit", kkr_verb_fit, "a linear model of V - V0 from these features",
      "CASE...|DATASET [settings] [--test CASE,...] [-o MODEL.h5]",
      "Fits r (V - V0) in the cells of an embedding, and says what the model is worth\n"
      "at held-out points beside baselines. Of several embeddings of one host (a "
      "folder\n"
      "with the host and its impurities, or cases that are whole by themselves) it\n"
      "leaves each out once, predicts it from the others, and names those that do not\n"
      "fit. Errors in mRy, with --json in Ry." },
    { "pack", kkr_verb_pack, "many calculations into one data set",
      "FOLDER|FILE.aiida... -o FILE.h5 [options]",
      "Looks for calculations in the folders and all below them, and in archives that\n"
      "AiiDA exported. Adds each with its files, its host once, and numbers that tell\n"
      "how good it is. What is there already is left alone, so an interrupted pack "
      "goes\n"
      "on when it is run again; what makes no case is skipped and told. FILE.h5 is\n"
      "whole at any moment." },
    { "unpack", kkr_verb_unpack, "the files of a data set as they were",
      "FILE.h5[::HOST[/IMPURITY]] -o FOLDER [options]",
      "Writes the files of all entries, or of some, as they were, byte by byte:\n"
      "FOLDER/Hg/Ag holds an impurity, FOLDER/Hg/host its host." },
    { "list", kkr_verb_list, "the entries of a data set and how good they are",
      "FILE.h5 [--select QUERY] [--csv|--json]",
      "A query has terms like Hg:A*, host=Hg, rms>1e-3, |core_shift|>1.5; all must "
      "hold." },
    { "export", kkr_verb_export, "features and V - V0 for machine learning",
      "CASE...|DATASET -o FILE.h5 [settings] | SHARD... --join -o FILE.h5",
      "Writes features and V - V0 at many points of many cases as HDF5 in chunks, one\n"
      "case after the other. What was interrupted goes on where it stopped. A job "
      "array\n"
      "shares the work by --shard; --join makes the shards look like one file." },
    { "recipe", kkr_verb_recipe, "the recipe inside a figure", "FILE.(png|pdf|svg)",
      "Prints the text that makes the figure again: kkrscope figure FILE.recipe -o\n"
      "FILE. Edit it for another figure." },
#ifdef KKR_HAVE_RENDER
    { "figure", kkr_verb_figure, "a figure for a paper or a talk",
      "CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]", NULL },
#endif
};

enum { N_VERBS = sizeof verbs / sizeof *verbs };

static void print_help(void)
{
    printf("kkrscope " KKR_VERSION ": potentials of KKR calculations, exactly\n\n"
#ifdef KKR_HAVE_UI
           "usage: kkrscope [CASE]                opens the window\n"
           "       kkrscope VERB CASE [options]   works in the shell\n\n"
#else
           "usage: kkrscope VERB CASE [options]\n\n"
#endif
           "A case is a folder with KKR files, a host folder and an impurity folder,\n"
           "single files, an entry of a data set (FILE.h5::Hg/Ag, FILE.h5#12), or a\n"
           "calculation in an archive of AiiDA (FILE.aiida::UUID).\n\n");
    for (int i = 0; i < N_VERBS; i++)
        printf("  %-10s %s\n", verbs[i].name, verbs[i].summary);
    printf("\nkkrscope VERB --help explains a verb; kkrscope --version tells the "
           "version.\n");
}

/** Standard output is only good if its last byte could be written. */
static bool close_output(kkr_error *err)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    return kkr_fail(err, KKR_ERROR_FILE, "standard output cannot be written: %s",
                    errno ? strerror(errno) : "input/output error");
}

/** Says what went wrong, if anything, and returns the exit status. */
static int finish(bool good, kkr_error *err)
{
    kkr_shell_clear_bar();
    good = good && close_output(err);
    if (good)
        return 0;
    if (err->code == KKR_ERROR_CANCELLED)
        kkr_fail(err, KKR_ERROR_CANCELLED, "interrupted");
    fprintf(stderr, "kkrscope: %s\n", err->message);
    return err->code == KKR_ERROR_USAGE       ? STATUS_USAGE
           : err->code == KKR_ERROR_CANCELLED ? STATUS_INTERRUPTED
                                              : STATUS_FAILED;
}

/** What the first argument may have meant; NULL if nothing is near. */
static const char *nearest_word(const char *text)
{
    const char *words[N_VERBS + 2] = { "--help", "--version" };
    for (int i = 0; i < N_VERBS; i++)
        words[i + 2] = verbs[i].name;
    return kkr_word_nearest(text, words, N_VERBS + 2);
}

/** An argument that is neither a verb nor something that could be opened. */
static bool fail_unknown(const char *text, kkr_error *err)
{
    const char *nearest = nearest_word(text);
    const char *what = text[0] == '-' ? "option" : "verb, file or folder";
    if (nearest)
        return kkr_fail(err, KKR_ERROR_USAGE, "%s: no such %s; did you mean %s?", text,
                        what, nearest);
    return kkr_fail(err, KKR_ERROR_USAGE, "%s: no such %s; kkrscope --help lists all",
                    text, what);
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    H5dont_atexit(); // it would trip over a file that a full disk kept from closing
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    kkr_shell_leave_nothing();
    kkr_error err = { 0 };
    const char *first = argc > 1 ? argv[1] : NULL;

    for (int i = 0; first && i < N_VERBS; i++) {
        if (strcmp(first, verbs[i].name) == 0) {
            kkr_shell_catch_signals();
            return finish(verbs[i].run(&verbs[i], argc - 1, argv + 1, &err), &err);
        }
    }
    if (first && (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)) {
        print_help();
        return finish(true, &err);
    }
    if (first && strcmp(first, "--version") == 0) {
        printf("kkrscope " KKR_VERSION "\n");
        return finish(true, &err);
    }
    bool is_option = first && first[0] == '-';
    if (first && !is_option && access(first, F_OK) != 0 && !kkr_place_is(first)) {
        bool good = strchr(first, '/') ? kkr_fail(&err, KKR_ERROR_FILE,
                                                  "%s: no such file or folder", first)
                                       : fail_unknown(first, &err);
        return finish(good, &err);
    }
#ifdef KKR_HAVE_UI
    if (is_option && nearest_word(first)) // the others are the window's
        return finish(fail_unknown(first, &err), &err);
    return kkr_ui_run(argc, argv);
#else
    if (is_option)
        return finish(fail_unknown(first, &err), &err);
    return finish(kkr_fail(&err, KKR_ERROR_USAGE,
                           "this kkrscope was built without its window; give a verb: "
                           "kkrscope --help"),
                  &err);
#endif
}
