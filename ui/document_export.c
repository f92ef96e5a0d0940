// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/document.h"
#include "ui/export.h"
#include "ui/recipe_file.h"

typedef struct Export {
    KkrSource *source;
    kkr_recipe_text *text;
    char *path;
} Export;

static void export_free(void *data)
{
    Export *export = data;
    kkr_source_unref(export->source);
    kkr_recipe_text_free(export->text);
    g_free(export->path);
    g_free(export);
}

static void export_in_thread(GTask *task, void *source, void *data,
                             GCancellable *cancellable)
{
    Export *export = data;
    kkr_error err = { 0 };
    if (kkr_export_write(export->source, export->text, export->path, NULL, &err))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", err.message);
}

void kkr_document_export(KkrDocument *self, kkr_recipe_text *text, const char *path,
                         GAsyncReadyCallback done, void *user)
{
    g_return_if_fail(KKR_IS_DOCUMENT(self) && kkr_document_source(self));
    Export *export = g_new0(Export, 1);
    export->source = kkr_source_ref(kkr_document_source(self));
    export->text = text;
    export->path = g_strdup(path);
    g_autoptr(GTask) task = g_task_new(self, NULL, done, user);
    g_task_set_source_tag(task, kkr_document_export);
    g_task_set_task_data(task, export, export_free);
    g_task_run_in_thread(task, export_in_thread);
}

bool kkr_document_export_finish(KkrDocument *self, GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}

void kkr_document_write_recipe(KkrDocument *self, const char *path,
                               GAsyncReadyCallback done, void *user)
{
    kkr_recipe_file_write(kkr_document_text(self), kkr_document_source(self), path,
                          done, user);
}
