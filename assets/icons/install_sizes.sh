#!/bin/sh
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
#
# usage: install_sizes.sh RSVG_CONVERT DATADIR, as a step of `meson install`
#
# The icon in pixels, for desktops that take no SVG; small sizes have a drawing of
# their own, since rings of half a pixel are only blur.
set -eu
id=org.kkrscope.kkrscope
here=$(dirname "$0")
for size in 16 22 24 32 48 64 128 256 512; do
    folder=$MESON_INSTALL_DESTDIR_PREFIX/$2/icons/hicolor/${size}x$size/apps
    drawing=$id
    [ "$size" -gt 32 ] || drawing=$id-small
    mkdir -p "$folder"
    "$1" -w "$size" -h "$size" -o "$folder/$id.png" "$here/$drawing.svg"
done
