package worker

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"shop.example/internal/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Notification tells a customer of an event.
type Notification struct {
	EventID    uuid.UUID `json:"eventId" gorm:"primaryKey"`
	Customer   uuid.UUID `json:"customer"`
	Text       string    `json:"text"`
	PlacedAt   time.Time `json:"placedAt"`
	ReceivedAt time.Time `json:"receivedAt" gorm:"->"` // the database's clock
}

// TableName says where GORM finds notifications.
func (Notification) TableName() string { return "worker.notifications" }

// Inbox is the receiver of notifications, in Postgres. It drops repeats by the event's id.
type Inbox struct {
	db *database.DB
}

// NewInbox makes an inbox over an open database.
func NewInbox(db *database.DB) *Inbox { return &Inbox{db: db} }

// Migrate brings the schema up to date.
func (i *Inbox) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open the worker's migrations: %w", err)
	}
	return i.db.Migrate(ctx, "worker", files)
}

// Receive keeps a notification; fresh is false when its event was known.
func (i *Inbox) Receive(ctx context.Context, notification Notification) (fresh bool, err error) {
	insert := i.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&notification)
	if insert.Error != nil {
		return false, fmt.Errorf("keep notification of event %s: %w", notification.EventID, insert.Error)
	}
	return insert.RowsAffected == 1, nil
}

// Latest reads the newest notifications and counts all.
func (i *Inbox) Latest(ctx context.Context, limit int) (latest []Notification, count int64, err error) {
	latest = make([]Notification, 0, limit)
	if err := i.db.WithContext(ctx).Order("received_at DESC").Limit(limit).Find(&latest).Error; err != nil {
		return nil, 0, fmt.Errorf("read notifications: %w", err)
	}
	if err := i.db.WithContext(ctx).Model(&Notification{}).Count(&count).Error; err != nil {
		return nil, 0, fmt.Errorf("count notifications: %w", err)
	}
	return latest, count, nil
}
