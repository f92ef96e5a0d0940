// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/entry_list.h"

/* --- an entry ------------------------------------------------------------- */

struct _KkrEntry {
    GObject parent;
    const kkr_dataset_row *row;
};

G_DEFINE_FINAL_TYPE(KkrEntry, kkr_entry, G_TYPE_OBJECT)

static void kkr_entry_class_init(KkrEntryClass *class)
{
}

static void kkr_entry_init(KkrEntry *self)
{
}

KkrEntry *kkr_entry_new(void)
{
    return g_object_new(KKR_TYPE_ENTRY, NULL);
}

const kkr_dataset_row *kkr_entry_row(KkrEntry *entry)
{
    return entry->row;
}

/* --- all of them ---------------------------------------------------------- */

struct _KkrEntryList {
    GObject parent;
    const kkr_dataset *dataset;
    const kkr_dataset_order *order;
    guint n;
};

static GType get_item_type(GListModel *model)
{
    return KKR_TYPE_ENTRY;
}

static guint get_n_items(GListModel *model)
{
    return KKR_ENTRY_LIST(model)->n;
}

static gpointer get_item(GListModel *model, guint position)
{
    KkrEntryList *self = KKR_ENTRY_LIST(model);
    int row = kkr_entry_list_row_at(self, position);
    if (row < 0)
        return NULL;
    KkrEntry *entry = kkr_entry_new();
    entry->row = &self->dataset->rows[row];
    return entry;
}

static void model_init(GListModelInterface *interface)
{
    interface->get_item_type = get_item_type;
    interface->get_n_items = get_n_items;
    interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE(KkrEntryList, kkr_entry_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, model_init))

static void kkr_entry_list_class_init(KkrEntryListClass *class)
{
}

static void kkr_entry_list_init(KkrEntryList *self)
{
}

KkrEntryList *kkr_entry_list_new(void)
{
    return g_object_new(KKR_TYPE_ENTRY_LIST, NULL);
}

void kkr_entry_list_set(KkrEntryList *self, const kkr_dataset *dataset,
                        const kkr_dataset_order *order)
{
    guint before = self->n;
    self->dataset = dataset;
    self->order = order;
    self->n = dataset && order ? (guint)order->n : 0;
    g_list_model_items_changed(G_LIST_MODEL(self), 0, before, self->n);
}

int kkr_entry_list_row_at(KkrEntryList *self, guint position)
{
    return position < self->n ? self->order->row[position] : -1;
}
